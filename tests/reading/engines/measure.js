// What a reader would see go wrong, measured in a document that an engine has set in pages.

const SLACK = 3 // pixels: what rounding and a glyph's own bearing may take

const AIR = 0.3 // of the height of a line of text, above and below its letters

const lines = doc => {
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT)
  const found = []
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || !node.parentElement.checkVisibility({ contentVisibilityAuto: true })) continue
    const range = doc.createRange()
    range.selectNodeContents(node)
    for (const box of range.getClientRects())
      if (box.width > 1 && box.height > 1) found.push({ box, node, block: blockOf(node) })
  }
  return found
}

const blockOf = node => {
  let element = node.parentElement
  while (element.parentElement && getComputedStyle(element).display.startsWith('inline')) element = element.parentElement
  return element
}

const pagesOf = doc => {
  const view = doc.defaultView
  const holder = [doc.documentElement, doc.body].find(each => view.getComputedStyle(each).columnWidth !== 'auto') ?? doc.documentElement
  const style = view.getComputedStyle(holder)
  const number = name => parseFloat(style[name]) || 0
  const rect = holder.getBoundingClientRect()
  const inner = holder.clientWidth - number('paddingLeft') - number('paddingRight')
  const gap = number('columnGap')
  const wanted = style.columnWidth === 'auto' ? inner : number('columnWidth')
  const count = Math.max(1, Math.floor((inner + gap + 1) / (wanted + gap)))
  const width = (inner + gap) / count - gap
  const rtl = style.direction === 'rtl'
  const top = rect.top + number('paddingTop')
  const columned = style.columnWidth !== 'auto'
  const height = columned ? holder.clientHeight - number('paddingTop') - number('paddingBottom') : Infinity
  return {
    width,
    place: box => {
      const from = rtl ? rect.right - number('paddingRight') - box.right : box.left - rect.left - number('paddingLeft')
      const page = Math.floor((from + SLACK) / (width + gap))
      return { page, over: from - page * (width + gap) + box.width - width, below: box.bottom - top - height, above: top - box.top }
    },
  }
}

const say = (node, words) => `${words}: “${(node.data ?? node.outerHTML).trim().slice(0, 60)}”`

const overlaps = found => {
  const problems = []
  const shrunk = found.map(({ box, node, block, page }) => {
    const air = box.height * AIR
    return { node, block, page, left: box.left + 1, right: box.right - 1, top: box.top + air, bottom: box.bottom - air }
  }).sort((one, other) => one.top - other.top)
  shrunk.forEach((one, at) => {
    for (let next = at + 1; next < shrunk.length && shrunk[next].top < one.bottom; next += 1) {
      const other = shrunk[next]
      if (other.block === one.block || other.page !== one.page) continue
      if (other.left < one.right && one.left < other.right) problems.push(say(other.node, `overlaps “${one.node.data.trim().slice(0, 30)}”`))
    }
  })
  return problems
}

export const measure = doc => {
  const pages = pagesOf(doc)
  const problems = []
  const found = lines(doc).map(line => ({ ...line, ...pages.place(line.box) }))
  for (const { node, box, over, below, above } of found) {
    if (over > SLACK) problems.push(say(node, `${Math.round(over)} px wider than the page`))
    if (Math.max(below, above) > SLACK + AIR * box.height) problems.push(say(node, 'cut off at the edge of the page'))
  }
  for (const picture of doc.images) {
    const box = picture.getBoundingClientRect()
    const { over, below } = pages.place(box)
    if (!picture.naturalWidth) problems.push(say(picture, 'is not shown'))
    if (over > SLACK || below > SLACK + 4) problems.push(say(picture, `is larger than the page by ${Math.round(over)} x ${Math.round(below)} px`))
    const shape = box.width / box.height / (picture.naturalWidth / picture.naturalHeight)
    const fitted = getComputedStyle(picture).objectFit !== 'fill'
    if (box.width && !fitted && Math.abs(shape - 1) > 0.03) problems.push(say(picture, `is out of shape by ${shape.toFixed(2)}`))
  }
  for (const face of doc.fonts) if (face.status === 'error') problems.push(`the font ${face.family} does not load`)
  problems.push(...overlaps(found))
  return { pages: 1 + Math.max(0, ...found.map(({ page }) => page)), problems: [...new Set(problems)].slice(0, 24) }
}

export const isShown = (doc, element) => {
  if (!element) return false
  const frame = doc.defaultView.frameElement.getBoundingClientRect()
  const boxes = [...element.getClientRects()]
  const all = boxes.length ? boxes : [element.getBoundingClientRect()]
  return all.some(box => box.right + frame.left >= -SLACK && box.left + frame.left <= innerWidth + SLACK
    && box.bottom + frame.top >= -SLACK && box.top + frame.top <= innerHeight + SLACK)
}
