/** What makes the built folder an app that installs and works offline: its icons, its manifest and its service worker. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { build, type Plugin } from 'vite'
import { PARTS, partOf, type AppFiles, type Files, type Part } from '../src/offline/app-files.ts'

/** The page's own background, by day and by night (src/app/theme.css). */
const LIGHT = '#f5f5f4'
const DARK = '#121315'
/** Of a maskable icon only the middle is sure to be seen (https://www.w3.org/TR/appmanifest/#icon-masks). */
const SAFE_SHARE = 0.66

const MANIFEST = {
  id: './',
  name: 'Pairscope',
  short_name: 'Pairscope',
  description: 'Look through hundreds of millions of image-text pairs from a browser tab.',
  start_url: './',
  scope: './',
  display: 'standalone',
  background_color: LIGHT,
  theme_color: LIGHT,
  icons: [
    { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
  ],
} as const

function drawn(svg: string, size: number): Uint8Array {
  return new Resvg(svg, { fitTo: { mode: 'width', value: size }, font: { loadSystemFonts: false } }).render().asPng()
}

/** The picture in the middle of a full square, so that any shape can be cut from it. */
function maskable(svg: string): string {
  const inset = (64 * (1 - SAFE_SHARE)) / 2
  return svg
    .replace(
      /(<svg[^>]*>)/,
      `$1<rect width="64" height="64" fill="${LIGHT}"/><g transform="translate(${inset} ${inset}) scale(${SAFE_SHARE})">`,
    )
    .replace('</svg>', '</g></svg>')
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.split(sep).join('/'))
    .sort()
}

/** The files of a built folder that are kept, with their hashes. */
export function appFiles(folder: string): AppFiles {
  const shell: Record<string, string> = {}
  const parts = Object.fromEntries(PARTS.map((part) => [part, {}])) as Record<Part, Record<string, string>>
  for (const path of filesIn(folder)) {
    const bytes = readFileSync(join(folder, path))
    const part = partOf(path, bytes.length)
    if (part === null) continue
    const files = part === 'shell' ? shell : parts[part]
    // Hosts differ in what they do with a page's file name; all serve it for its folder.
    files[path === 'index.html' ? '' : path] = `sha256-${createHash('sha256').update(bytes).digest('base64')}`
  }
  const listed: Readonly<Record<string, Files>> = { shell, ...parts }
  return { version: createHash('sha256').update(JSON.stringify(listed)).digest('hex').slice(0, 12), shell, parts }
}

/** Writes the service worker of a built folder: a script of its own, since older browsers know no modules there. */
export async function writeServiceWorker(root: string, folder: string): Promise<void> {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    define: { APP_FILES: JSON.stringify(appFiles(folder)) },
    build: {
      outDir: relative(root, folder),
      emptyOutDir: false,
      target: 'es2023',
      lib: {
        entry: join(root, 'src/offline/service-worker.ts'),
        formats: ['iife'],
        name: 'serviceWorker',
        fileName: () => 'service-worker.js',
      },
    },
  })
}

export function offlineApp(): Plugin {
  let root = ''
  let folder = ''
  return {
    name: 'offline-app',
    apply: 'build',
    configResolved(config) {
      root = config.root
      folder = join(config.root, config.build.outDir)
    },
    transformIndexHtml: () => [
      { tag: 'link', attrs: { rel: 'manifest', href: './manifest.webmanifest' }, injectTo: 'head' },
      { tag: 'link', attrs: { rel: 'apple-touch-icon', href: './icon-192.png' }, injectTo: 'head' },
      { tag: 'meta', attrs: { name: 'theme-color', media: '(prefers-color-scheme: light)', content: LIGHT }, injectTo: 'head' },
      { tag: 'meta', attrs: { name: 'theme-color', media: '(prefers-color-scheme: dark)', content: DARK }, injectTo: 'head' },
    ],
    generateBundle() {
      const svg = readFileSync(join(root, 'public', 'icon.svg'), 'utf8')
      const emit = (fileName: string, source: string | Uint8Array) => this.emitFile({ type: 'asset', fileName, source })
      for (const size of [192, 512]) emit(`icon-${size}.png`, drawn(svg, size))
      emit('icon-maskable-512.png', drawn(maskable(svg), 512))
      emit('manifest.webmanifest', JSON.stringify(MANIFEST, null, 2))
    },
    // Last: it lists what the others have written.
    closeBundle: { order: 'post', sequential: true, handler: () => writeServiceWorker(root, folder) },
  }
}
