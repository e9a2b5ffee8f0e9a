// Opens EPUBs in reading engines in one browser, and writes what it sees there as JSON.
// usage: node drive.mjs CONFIG.json   with {packages, browser, books: {name: path}, screens: [...], shots}
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const config = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(join(config.packages, 'package.json'))
const JSZip = require('jszip')
const puppeteer = require('puppeteer-core')
const KINDS = { '.js': 'text/javascript', '.html': 'text/html', '.xhtml': 'application/xhtml+xml', '.css': 'text/css', '.jpg': 'image/jpeg', '.png': 'image/png', '.svg': 'image/svg+xml', '.otf': 'font/otf', '.ttf': 'font/ttf', '.opf': 'application/xml', '.epub': 'application/epub+zip' }

const zips = Object.fromEntries(await Promise.all(Object.entries(config.books)
  .map(async ([name, path]) => [name, await JSZip.loadAsync(readFileSync(path))])))

const content = async address => {
  const [, room, ...rest] = normalize(address).split('/')
  if (room === 'npm') return readFileSync(join(config.packages, 'node_modules', ...rest))
  if (room === 'engines') return readFileSync(join(here, ...rest))
  if (room === 'epub') return readFileSync(config.books[rest[0].replace('.epub', '')])
  return zips[rest[0]].file(rest.slice(1).join('/')).async('nodebuffer')
}

const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  try {
    const body = await content(decodeURIComponent(pathname))
    response.writeHead(200, { 'Content-Type': KINDS[extname(pathname)] ?? 'application/octet-stream' }).end(body)
  } catch {
    response.writeHead(404).end()
  }
})
await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${server.address().port}`

const browser = await puppeteer.launch({
  executablePath: config.browser,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
})

const address = screen => {
  const book = { epub: `${origin}/epub/${screen.book}.epub`, base: `${origin}/book/${screen.book}/EPUB/` }
  return `${origin}/engines/page.html#${encodeURIComponent(JSON.stringify({ ...screen, book }))}`
}

const look = async (page, screen) => {
  const about = await page.evaluate(() => window.reader.about())
  const seen = { ...screen, progression: about.progression, sections: [], contents: [], pages: [], notes: [], errors: [] }
  const shoot = name => config.shots && page.screenshot({ path: join(config.shots, `${screen.name}-${name}.png`) })
  for (const [at, id] of about.sections.entries()) {
    await page.evaluate(target => window.reader.show(target), at)
    seen.sections.push({ id, ...(await page.evaluate(() => window.reader.measure())) })
    if (screen.shoot) await shoot(`${at}`)
    if (screen.shoot && seen.sections.at(-1).pages > 1) {
      await page.evaluate(() => window.reader.next())
      await new Promise(resolve => setTimeout(resolve, 400))
      await shoot(`${at}b`)
    }
    if (screen.deep) {
      await page.evaluate(target => window.reader.show(target), at)
      const reached = await page.evaluate(() => window.reader.notes())
      if (reached !== null) seen.notes.push({ id, reached })
    }
  }
  for (const kind of screen.deep ? ['contents', 'pages'] : []) {
    for (const { label, href } of about[kind]) {
      seen[kind].push({ label, reached: await page.evaluate(target => window.reader.leadsThere(target), href) })
    }
  }
  return seen
}

if (config.shots) mkdirSync(config.shots, { recursive: true })
const results = []
for (const screen of config.screens) {
  const page = await browser.newPage()
  const errors = []
  page.on('pageerror', error => errors.push(String(error)))
  try {
    await page.setViewport({ width: screen.width, height: screen.height, deviceScaleFactor: 1 })
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: screen.dark ? 'dark' : 'light' }])
    await page.goto(address(screen))
    await page.waitForFunction('window.isReady', { timeout: 20000 })
    const started = Date.now()
    results.push({ ...(await look(page, screen)), errors, seconds: (Date.now() - started) / 1000 })
  } catch (error) {
    results.push({ ...screen, failed: String(error), errors })
  }
  await page.close()
}
await browser.close()
server.close()
process.stdout.write(JSON.stringify(results))
