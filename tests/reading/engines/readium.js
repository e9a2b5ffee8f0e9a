// Readium's navigator for the web (Thorium Web). It reads a manifest, which is made here from the package.
// An issue that reads from right to left is scrolled: in pages, version 2.4 counts columns from the left whatever
// the document says (`snapOffset` rounds toward zero, `go_next` adds a width), so that no link would arrive.
import { EpubNavigator } from '/npm/@readium/navigator/dist/index.js'
import { HttpFetcher, Link, Locator, LocatorLocations, Manifest, Publication } from '/npm/@readium/shared/dist/index.js'

const xml = async address => new DOMParser().parseFromString(await (await fetch(address)).text(), 'application/xml')

const lines = (nav, kind) => [...nav.querySelectorAll('nav')]
  .filter(each => each.getAttribute('epub:type') === kind)
  .flatMap(each => [...each.querySelectorAll('a')])
  .map(link => ({ title: link.textContent.trim(), href: link.getAttribute('href') }))

const manifest = async base => {
  const opf = await xml(`${base}content.opf`)
  const items = [...opf.querySelectorAll('manifest > item')]
  const link = item => ({ href: item.getAttribute('href'), type: item.getAttribute('media-type') })
  const byId = new Map(items.map(item => [item.id, item]))
  const nav = await xml(base + items.find(item => item.getAttribute('properties') === 'nav').getAttribute('href'))
  return {
    '@context': 'https://readium.org/webpub-manifest/context.jsonld',
    metadata: {
      '@type': 'http://schema.org/Periodical',
      title: opf.querySelector('title')?.textContent ?? 'Issue',
      language: opf.documentElement.getAttribute('xml:lang'),
      readingProgression: opf.querySelector('spine').getAttribute('page-progression-direction') ?? 'ltr',
      conformsTo: 'https://readium.org/webpub-manifest/profiles/epub',
    },
    links: [],
    readingOrder: [...opf.querySelectorAll('spine > itemref')].map(ref => link(byId.get(ref.getAttribute('idref')))),
    resources: items.map(link),
    toc: lines(nav, 'toc'),
    pageList: lines(nav, 'page-list'),
  }
}

export const open = async (book, { size, dark }) => {
  const json = await manifest(book.base)
  const made = Manifest.deserialize(json)
  made.setSelfLink(`${book.base}manifest.json`)
  const publication = new Publication({ manifest: made, fetcher: new HttpFetcher(undefined, book.base) })
  const rtl = json.metadata.readingProgression === 'rtl'
  const count = json.readingOrder.length
  const positions = json.readingOrder.map(({ href, type }, at) => new Locator({
    href, type, title: href,
    locations: new LocatorLocations({ position: at + 1, progression: 0, totalProgression: at / count }),
  }))
  const place = document.body.appendChild(document.createElement('div'))
  place.style.cssText = 'position: relative; width: 100vw; height: 100vh; overflow: hidden; contain: content'
  const wrapper = place.appendChild(document.createElement('div'))
  wrapper.style.cssText = 'position: absolute; inset: 0'
  const colours = dark ? { backgroundColor: '#000000', textColor: '#FEFEFE' } : {}
  const navigator = new EpubNavigator(
    wrapper, publication, { frameLoaded: () => {}, positionChanged: () => {}, handleLocator: () => false, tap: () => true, click: () => true },
    positions, positions[0], { preferences: { fontSize: size / 100, columnCount: 1, scroll: rtl, ...colours }, defaults: {} },
  )
  await navigator.load()
  const settled = () => new Promise(resolve => setTimeout(resolve, 150))
  const go = async href => {
    await new Promise(resolve => navigator.goLink(new Link({ href, type: 'application/xhtml+xml' }), false, resolve))
    await settled()
  }
  await settled()
  return {
    sections: json.readingOrder.map(({ href }) => href),
    contents: json.toc.map(({ title, href }) => ({ label: title, href })),
    pages: json.pageList.map(({ title, href }) => ({ label: title, href })),
    show: target => go(typeof target === 'number' ? json.readingOrder[target].href : target),
    next: () => new Promise(resolve => navigator.goForward(false, () => settled().then(resolve))),
    documents: () => navigator._cframes.filter(Boolean).map(frame => frame.iframe.contentDocument),
    note: () => null,
    progression: () => String(navigator.readingProgression ?? 'ltr'),
  }
}
