// foliate-js, as its own reader.js sets it up (GNOME's Foliate, Readest).
import '/npm/foliate-js/view.js'
import { FootnoteHandler } from '/npm/foliate-js/footnotes.js'

const styles = ({ size, dark }) => `
  html { color-scheme: ${dark ? 'dark' : 'light'}; font-size: ${size}%; ${dark ? 'background: #222; color: #e0e0e0;' : ''} }
  p, li, blockquote, dd { line-height: 1.4; text-align: justify; -webkit-hyphens: auto; hyphens: auto; }`

const flat = lines => (lines ?? []).flatMap(line => [line, ...flat(line.subitems)])

export const open = async (book, settings) => {
  const view = document.createElement('foliate-view')
  document.body.append(view)
  const response = await fetch(book.epub)
  await view.open(new File([await response.blob()], 'issue.epub', { type: 'application/epub+zip' }))
  const notes = new FootnoteHandler()
  let note = null
  notes.addEventListener('before-render', ({ detail }) => {
    detail.view.style.cssText = 'position: fixed; inset: 50% 0 0; height: 40vh'
    document.body.append(detail.view)
  })
  notes.addEventListener('render', ({ detail }) => {
    const [{ doc }] = detail.view.renderer.getContents()
    note = doc.body.innerText
    detail.view.remove()
  })
  view.addEventListener('link', event => notes.handle(view.book, event))
  view.renderer.setStyles?.(styles(settings))
  await view.init({})
  return {
    sections: view.book.sections.map(section => section.id),
    contents: flat(view.book.toc).filter(line => line.href),
    pages: view.book.pageList ?? [],
    show: async target => { await view.goTo(target) },
    next: () => view.next(),
    documents: () => view.renderer.getContents().map(({ doc }) => doc),
    note: () => note,
    progression: () => view.book.dir ?? 'ltr',
  }
}
