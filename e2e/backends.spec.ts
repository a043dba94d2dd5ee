import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeNpy } from '../sample/npy'
import { toHalves } from '../sample/float16'
import { dropFile } from './explorer'
import { generatedModel, knownVector, NARROW } from './models/models'
import { workerNamed } from './page-workers'
import { SearchBar } from './search'
import { png } from './server/png'
import type { ShardServer } from './server/server'
import { handShard } from './shards/write'
import { DATA, expect, test } from './test'

/*
 * A model with the exact graph of CLIP's text encoder and seeded weights, narrow enough for a GPU that is a program.
 * Among random vectors the dataset holds those that a plain computation of the same model gives these texts, so a score
 * of 0.999 says that the encoder agrees with it to that cosine.
 */
const TEXTS = ['a red bicycle in the snow', '강아지와 고양이', 'two 🐈 on a sofa &amp; a lamp']
const PLACES = [17, 123, 170]
const ROWS = 200
const WIDTH = NARROW.projection

function serveDataset(server: ShardServer): void {
  const folder = generatedModel('narrow', NARROW)
  const model = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as {
    text: Record<string, { path: string }>
    picture: Record<string, { path: string }>
    tokenizer: { file: { path: string } }
    known: object[]
  }
  const fp32 = model.text.fp32
  if (!fp32) throw new Error('The narrow model has no fp32 weights.')
  server.serve(
    '/model/model.json',
    new TextEncoder().encode(
      JSON.stringify({ ...model, text: { fp32 }, known: model.known.map((answer) => ({ ...answer, minCosine: 0.999 })) }),
    ),
  )
  for (const path of [fp32.path, model.tokenizer.file.path, ...Object.values(model.picture).map((file) => file.path)])
    server.serve(`/model/${path}`, join(folder, path))

  const vectors = new Float64Array(ROWS * WIDTH)
  let state = 7
  for (let i = 0; i < vectors.length; i++) vectors[i] = ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32 - 0.5) / 10
  for (const [i, text] of TEXTS.entries()) vectors.set(knownVector(text, NARROW), (PLACES[i] ?? 0) * WIDTH)
  server.serve('/vectors.npy', encodeNpy({ rows: ROWS, width: WIDTH, halves: toHalves(vectors) }))
  server.serve(
    '/pairs.parquet',
    handShard(
      Array.from({ length: ROWS }, (_, row) => ({
        url: `http://pictures.test/${row}.png`,
        caption: `pair ${row}`,
        nsfw: 'UNLIKELY',
        similarity: 0.3,
      })),
    ),
  )
  const manifest = {
    pairscope: 1,
    name: 'Narrow',
    shards: ['pairs.parquet'],
    embeddings: { width: WIDTH, encoder: 'narrow', model: 'model/model.json', image: ['vectors.npy'] },
  }
  server.serve('/manifest.json', new TextEncoder().encode(JSON.stringify(manifest)))
}

/** Searches by a text, and expects the pair that holds its vector first, with a score that says the vectors agree. */
async function expectFound(search: SearchBar, which: number): Promise<void> {
  await search.search(TEXTS[which] ?? '')
  await expect(search.explorer.caption(1)).toHaveText(`pair ${PLACES[which] ?? 0}`, { timeout: 45_000 })
  expect((await search.scores(1))[0]).toBeGreaterThanOrEqual(0.999)
}

const ASSETS = join(import.meta.dirname, '..', 'dist', 'assets')
const workerFiles = () =>
  readdirSync(ASSETS).flatMap((name) => (/^worker-.*\.js$/.test(name) ? [[`/assets/${name}`, join(ASSETS, name)] as const] : []))
/** Put before a worker's own code: the devices it is given can be taken away. */
const KEEP_DEVICES = `self.devices = []
{
  const request = GPUAdapter.prototype.requestDevice
  GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await request.apply(this, args)
    self.devices.push(device)
    return device
  }
}`

const backend = (search: SearchBar) => search.line.getByRole('button', { name: /^Encoder: / })

test.afterEach(({ servers }) => {
  for (const [path, file] of workerFiles()) servers.app.serve(path, file)
})

test.beforeEach(async ({ page, data }, { project }) => {
  test.setTimeout(120_000)
  serveDataset(data)
  const forced = project.name === 'webgpu' ? { encoderBackend: 'webgpu', softwareGpu: true } : {}
  await page.addInitScript((preferences) => localStorage.setItem('pairscope.preferences', preferences), JSON.stringify(forced))
})

test('text goes through the whole of CLIP’s graph to the right pair, on the backend that is shown', async ({ page, complaints }, {
  project,
}) => {
  const expected = project.name === 'webgpu' ? 'WebGPU' : 'WASM'
  const search = new SearchBar(page)
  await search.explorer.open(`${DATA}/manifest.json`)
  await expectFound(search, 0)
  await expect(backend(search)).toHaveAccessibleName(`Encoder: ${expected}, fp32 · Ranker: ${expected}`)
  // From now on copies in memory, or on the GPU, are weighed first.
  await expectFound(search, 1)
  await expectFound(search, 2)
  await expect(backend(search)).toHaveAccessibleName(`Encoder: ${expected}, fp32 · Ranker: ${expected}`)
  expect(complaints).toEqual([])
})

test('a GPU that is lost in mid-work is survived: the search goes on with WASM', async ({ page, servers }, { project }) => {
  test.skip(project.name !== 'webgpu', 'There is no GPU to lose here.')
  for (const [path, file] of workerFiles())
    servers.app.serve(path, new TextEncoder().encode(`${KEEP_DEVICES}\n${readFileSync(file, 'utf8')}`))
  const search = new SearchBar(page)
  await search.explorer.open(`${DATA}/manifest.json`)
  await expectFound(search, 0)
  await expect(backend(search)).toHaveAccessibleName('Encoder: WebGPU, fp32 · Ranker: WebGPU')
  for (const worker of page.workers())
    await worker.evaluate(() => (self as unknown as { devices?: { destroy(): void }[] }).devices?.forEach((device) => device.destroy()))
  await expectFound(search, 1)
  await expect(backend(search)).toHaveAccessibleName('Encoder: WASM, fp32 · Ranker: WASM')
  await expectFound(search, 2)
})

test('a picture of one’s own, dropped, is a part of the search; a link holds it', async ({ page, context }) => {
  const search = new SearchBar(page)
  await search.explorer.open(`${DATA}/manifest.json`)
  await search.explorer.expectCount(ROWS, ROWS)
  await expect(search.input).toBeEnabled()
  await dropFile(page, 'holiday.png', 'image/png', png(3, 300, 200))
  await expect(search.chips).toContainText('holiday.png', { timeout: 45_000 })
  await search.expectRanked(ROWS)
  const scores = await search.scores(5)
  expect(new Set(scores).size).toBeGreaterThan(1)
  const first = await search.explorer.caption(1).textContent()
  const other = new SearchBar(await context.newPage())
  await other.page.goto(page.url())
  await other.expectRanked(ROWS)
  await expect(other.explorer.caption(1)).toHaveText(first ?? '')
})

test('an encoder that dies is replaced, and nobody has to ask again', async ({ page }) => {
  const search = new SearchBar(page)
  await search.explorer.open(`${DATA}/manifest.json`)
  await expectFound(search, 0)
  const encoder = await workerNamed(page, 'pairscope-encoder')
  await encoder.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('out of memory')
      }),
  )
  await expectFound(search, 1)
})

test('a ranker that fails in mid-search is replaced, and nobody has to ask again', async ({ page, data }) => {
  const search = new SearchBar(page)
  await search.explorer.open(`${DATA}/manifest.json`)
  await search.explorer.expectCount(ROWS, ROWS)
  data.fault('/vectors.npy', { delayMs: 4000 })
  await search.search(TEXTS[0] ?? '')
  await expect(search.line).toContainText('Looking at the embeddings', { timeout: 45_000 })
  const ranker = await workerNamed(page, 'pairscope-ranker')
  data.fault('/vectors.npy', {})
  await ranker.evaluate(
    () =>
      void setTimeout(() => {
        throw new Error('out of memory')
      }),
  )
  await expect(search.explorer.caption(1)).toHaveText(`pair ${PLACES[0] ?? 0}`, { timeout: 45_000 })
})
