import type { Page } from '@playwright/test'
import { Explorer } from './explorer'
import { CLASSES, ROWS, walkShard, type Class, type Row } from './safety-rows'
import { epochMs, type Logged } from './server/server'
import { DATA, expect, test } from './test'
import { tell } from './reliability'

/*
 * Every kind of row through every state, by chance from a seed. The judge is the server's log and what the page made of bytes, against a
 * rule that is written here and shares nothing with the app's.
 */

/** What was agreed to, and from when on. */
interface Agreed {
  readonly classes: ReadonlySet<Class>
  readonly at: number
}

/** How long a request may have been on its way when something was taken back. */
const UNDER_WAY_MS = 300

function isAllowed(row: Row, at: number, agreed: readonly Agreed[]): boolean {
  if (row.ofMinors && (row.means === 'UNSURE' || row.means === 'NSFW')) return false
  if (row.means === 'UNLIKELY') return true
  return agreed.some(
    ({ classes, at: since }, i) => classes.has(row.means) && since <= at && at <= (agreed[i + 1]?.at ?? Infinity) + UNDER_WAY_MS,
  )
}

interface Made {
  readonly at: number
  /** Width of a PNG; 0 for anything else. */
  readonly width: number
}

/** Notes whatever bytes the page makes a picture of. */
function watchBytes(): void {
  const made: { at: number; width: number }[] = []
  Object.assign(window, { made })
  const note = (blob: unknown): void => {
    const at = performance.timeOrigin + performance.now()
    if (!(blob instanceof Blob) || !blob.type.startsWith('image/')) return
    void blob
      .slice(16, 20)
      .arrayBuffer()
      .then((bytes) => made.push({ at, width: new DataView(bytes).getUint32(0) }))
  }
  const createObjectURL = URL.createObjectURL.bind(URL)
  URL.createObjectURL = (blob) => {
    note(blob)
    return createObjectURL(blob)
  }
  const bitmap = window.createImageBitmap.bind(window)
  Object.assign(window, {
    createImageBitmap: (source: Blob, ...rest: []) => {
      note(source)
      return bitmap(source, ...rest)
    },
  })
}

// Only with it could a service worker keep a picture.
test.use({ serviceWorkers: 'allow' })

/** Whatever the page has put away: names and bytes of caches, OPFS and web storage, as far as they tell of pictures. */
function keptPictures(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const found: string[] = []
    const holdsPng = (bytes: Uint8Array): boolean => {
      for (let at = bytes.indexOf(0x89); at >= 0; at = bytes.indexOf(0x89, at + 1))
        if (bytes[at + 1] === 0x50 && bytes[at + 2] === 0x4e && bytes[at + 3] === 0x47) return true
      return false
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const { url } of await cache.keys()) {
        const host = new URL(url).host
        if (host !== location.host) found.push(`cache ${name}: ${url}`)
      }
    }
    const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [name, handle] of folder as unknown as AsyncIterable<[string, FileSystemHandle]>) {
        if (handle.kind === 'directory') await walk(handle as FileSystemDirectoryHandle, `${path}/${name}`)
        else {
          const file = await (handle as FileSystemFileHandle).getFile().catch(() => null)
          if (file && holdsPng(new Uint8Array(await file.arrayBuffer()))) found.push(`file ${path}/${name}`)
        }
      }
    }
    await walk(await navigator.storage.getDirectory(), '')
    for (const storage of [localStorage, sessionStorage])
      for (const key of Object.keys(storage)) if (/pictures\/\d|data:image/.test(storage.getItem(key) ?? '')) found.push(`storage ${key}`)
    return found
  })
}

/** The next of a row of numbers in 0..1 that hangs on the seed alone. */
function random(seed: number): () => number {
  let state = seed
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
}

/** What came to its end on a walk: a step that finds nothing to do counts for nothing. */
interface Done {
  filters: number
  searches: number
  copies: number
}

/** Things a person does, each from whatever state the page is in. */
function stepsOf(explorer: Explorer, next: () => number, agree: (classes: ReadonlySet<Class>) => void, done: Done) {
  const { page } = explorer
  const some = async (): Promise<void> => {
    const tiles = await explorer.tiles.count()
    if (tiles > 0)
      await explorer.tiles
        .nth(Math.floor(next() * tiles))
        .getByRole('button')
        .hover({ timeout: 2000, force: true })
        .catch(() => undefined)
  }
  const closed = async (): Promise<void> => {
    if (await explorer.inspector.isVisible()) await explorer.inspector.getByRole('button', { name: 'Close', exact: true }).click()
    await expect(explorer.inspector).toBeHidden()
  }
  const inspect = async (): Promise<void> => {
    await closed()
    const tiles = await explorer.tiles.count()
    if (tiles === 0) return
    await explorer.tiles
      .nth(Math.floor(next() * tiles))
      .getByRole('button')
      .click({ timeout: 3000 })
      .catch(() => undefined)
    if (!(await explorer.inspector.isVisible())) return
    for (let i = 0; i < 4; i++) await page.keyboard.press(next() < 0.7 ? 'ArrowRight' : 'ArrowLeft')
    await page.waitForTimeout(200)
  }
  const consentTo = async (classes: ReadonlySet<Class>): Promise<void> => {
    await closed()
    await page.getByRole('button', { name: /Choose which pictures may be shown$/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Hidden pictures' })
    for (const name of CLASSES.slice(1)) await dialog.getByRole('checkbox', { name: new RegExp(`^${name}`) }).setChecked(classes.has(name))
    // From before what gives, until after what takes.
    agree(classes)
    await dialog.getByRole('button', { name: classes.size > 0 ? 'Show the chosen classes' : /^(?:Hide again|Keep hidden)$/ }).click()
    await expect(dialog).toBeHidden()
  }
  const steps = {
    async scroll() {
      await closed()
      await page.mouse.move(800, 500)
      await page.mouse.wheel(0, (next() - 0.4) * 6000)
    },
    hover: some,
    inspect,
    async copy() {
      if (!(await explorer.inspector.isVisible())) await inspect()
      if (!(await explorer.inspector.isVisible())) return
      const buttons = explorer.inspector.getByRole('button', { name: /^Copy / })
      for (let i = 0; i < (await buttons.count()); i++)
        await buttons
          .nth(i)
          .click({ timeout: 1000 })
          .catch(() => undefined)
      if (await explorer.inspector.getByRole('button', { name: 'Copied' }).first().isVisible()) done.copies++
    },
    async moreLikeThis() {
      if (!(await explorer.inspector.isVisible())) await inspect()
      const button = explorer.inspector.getByRole('button', { name: 'More like this' })
      if (!(await button.isVisible())) return
      await button.click()
      await expect(page.getByTestId('search-line')).toContainText('Ranked')
      done.searches++
    },
    consent: () => consentTo(new Set(CLASSES.slice(1).filter(() => next() < 0.5))),
    async filter() {
      await closed()
      const box = explorer
        .section('Safety')
        .getByRole('checkbox')
        .nth(Math.floor(next() * 4))
      if (!(await box.isVisible())) return
      await box.click({ timeout: 2000 }).then(
        () => done.filters++,
        () => undefined,
      )
    },
    async back() {
      if (next() < 0.5) await page.goBack({ timeout: 3000 }).catch(() => undefined)
      if (!page.url().includes('walk.parquet')) await page.goForward({ timeout: 3000 }).catch(() => undefined)
    },
    async clear() {
      await page.keyboard.press('Escape')
      agree(new Set())
      await page.keyboard.press('Escape')
      await expect(page.getByRole('heading', { name: 'The screen is cleared' })).toBeVisible()
      await page.getByRole('button', { name: 'Go on where you were' }).click()
      await expect(explorer.matching).toBeVisible()
    },
  }
  return { steps, consentTo }
}

const numberOf = ({ url }: Logged): number => Number(/^\/pictures\/(\d+)\.png$/.exec(url)?.[1])

for (const seed of [11, 2026]) {
  test(`no picture that is not allowed is asked for, made or kept, on a walk from seed ${seed}`, async ({
    page,
    context,
    data,
    complaints,
  }) => {
    tell('data', {
      tried:
        'Rows of every class, spelling, caption and address, on a random walk through consent, filters, searches, the inspector and ' +
        `copying (seed ${seed}).`,
      seen: 'No picture that is not allowed is asked for, made or kept.',
    })
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    data.serve('/walk.parquet', walkShard())
    data.reset()
    await page.addInitScript(watchBytes)
    const explorer = new Explorer(page)
    const agreed: Agreed[] = [{ classes: new Set(), at: 0 }]
    const next = random(seed)
    const done: Done = { filters: 0, searches: 0, copies: 0 }
    const { steps, consentTo } = stepsOf(explorer, next, (classes) => agreed.push({ classes, at: epochMs() - 50 }), done)
    await explorer.open(`${DATA}/walk.parquet`)
    await explorer.expectCount(ROWS.length, ROWS.length)
    await expect.poll(() => explorer.picturesShown()).toBeGreaterThan(2)
    // Whatever chance brings, once each class was agreed to and taken back.
    await consentTo(new Set(CLASSES.slice(1)))
    const agreedTo = () => data.logged(/^\/pictures\//).filter((request) => ROWS[numberOf(request)]?.means !== 'UNLIKELY')
    await expect.poll(() => agreedTo().length).toBeGreaterThan(0)
    await consentTo(new Set())
    // Each kind of step some times, in an order of chance.
    const order = Object.keys(steps).flatMap((name) => [name, name, name, ...(name === 'scroll' || name === 'consent' ? [name, name] : [])])
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(next() * (i + 1))
      ;[order[i], order[j]] = [order[j] ?? '', order[i] ?? '']
    }
    for (const name of order) {
      await steps[name as keyof typeof steps]()
      await page.waitForTimeout(150)
    }
    await page.waitForTimeout(500)

    const asked = data.logged(/^\/pictures\//)
    const made = await page.evaluate(() => (window as unknown as { made: readonly Made[] }).made)
    const wrong = [
      ...asked.map((request) => [`asked for ${request.url}`, ROWS[numberOf(request)], request.at] as const),
      ...made.map(({ at, width }) => [`made of bytes ${width - 100}`, ROWS[width - 100], at] as const),
    ].flatMap(([what, row, at]) =>
      row && isAllowed(row, at, agreed) ? [] : [`${what}: ${row?.tag} “${row?.caption}” ${JSON.stringify(row?.url)}`],
    )
    expect(wrong, order.join(', ')).toEqual([])
    // The walk has seen something: pictures of both kinds.
    expect(asked.length).toBeGreaterThan(5)
    expect(made.length).toBeGreaterThan(2)
    for (const [what, times] of Object.entries(done)) expect(times, what).toBeGreaterThan(0)
    // What keeps the app's own files was at work.
    expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state)).toBe('activated')
    expect(await keptPictures(page)).toEqual([])
    expect(complaints).toEqual([])
  })
}
