// epub.js, paginated, as most web readers that embed it.
/* global ePub */
const script = address => new Promise((resolve, reject) => {
  const element = Object.assign(document.createElement('script'), { src: address, onload: resolve, onerror: reject })
  document.head.append(element)
})

const flat = lines => lines.flatMap(line => [line, ...flat(line.subitems ?? [])])

export const open = async (book, { size, dark }) => {
  await script('/npm/jszip/dist/jszip.min.js')
  await script('/npm/epubjs/dist/epub.js')
  const publication = ePub(book.epub)
  await publication.ready
  const place = document.body.appendChild(document.createElement('div'))
  const rendition = publication.renderTo(place, { width: innerWidth, height: innerHeight, flow: 'paginated', spread: 'none' })
  rendition.themes.fontSize(`${size}%`)
  if (dark) rendition.themes.override('color', '#e0e0e0')
  if (dark) rendition.themes.override('background', '#121212')
  await rendition.display()
  const settled = () => new Promise(resolve => setTimeout(resolve, 120))
  return {
    sections: publication.spine.spineItems.map(item => item.href),
    contents: flat(publication.navigation.toc).filter(line => line.href).map(({ label, href }) => ({ label: label.trim(), href })),
    pages: publication.pageList.pageList.map(({ page, href }) => ({ label: String(page), href })),
    show: async target => { await rendition.display(target); await settled() },
    next: async () => { await rendition.next(); await settled() },
    documents: () => rendition.getContents().map(({ document }) => document),
    note: () => null,
    progression: () => publication.packaging.metadata.direction || 'ltr',
  }
}
