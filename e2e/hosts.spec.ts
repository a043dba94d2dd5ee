import { parquet } from '../src/shards/testing'
import { Explorer } from './explorer'
import { ShardServer } from './server/server'
import { DATA, expect, test } from './test'
import { tell } from './reliability'

const ROWS = 20

/** A shard whose captions begin with a word. */
function shard(word: string, rows = ROWS, more: (row: number) => string = () => ''): Uint8Array<ArrayBuffer> {
  const of = <T>(value: (row: number) => T) => Array.from({ length: rows }, (_, row) => value(row))
  return parquet({
    columnData: [
      { name: 'url', type: 'STRING', data: of((row) => `http://pictures.test/pictures/${row}.png?w=64&h=64`) },
      { name: 'caption', type: 'STRING', data: of((row) => `${word} ${row}${more(row)}`) },
      { name: 'similarity', type: 'DOUBLE', data: of((row) => row / rows) },
      { name: 'nsfw', type: 'STRING', data: of(() => 'UNLIKELY') },
    ],
  })
}

/** Words that do not compress, so that captions lie outside of what is read with a footer. */
const noise = (row: number) => ' ' + Array.from({ length: 900 }, (_, i) => ((i * (row + 3) * 7919) % 46_656).toString(36)).join(' ')

/** Files stay from journey to journey: each has a folder of its own. */
const pathOf = (folder: string, index: number) => `/hosts/${folder}/${String(index).padStart(5, '0')}.parquet`
const patternOf = (folder: string, count: number) => `${DATA}/hosts/${folder}/{00000..${String(count - 1).padStart(5, '0')}}.parquet`

test('a first shard that never answers keeps nobody from the second one, and what is waited for is said', async ({ page, data }) => {
  tell('hosts', {
    tried: 'the first never answers: The first of two shards hangs.',
    seen: 'The second is shown within seconds, and what is waited for is said.',
  })
  data.serve(pathOf('first', 0), shard('mute'))
  data.serve(pathOf('first', 1), shard('well'))
  data.fault(pathOf('first', 0), { hang: true })
  const explorer = new Explorer(page)
  await explorer.open(DATA + pathOf('first', 0), DATA + pathOf('first', 1))
  await expect.poll(() => explorer.picturesShown(), { timeout: 8000 }).toBeGreaterThan(4)
  await expect(explorer.matching).toHaveText(`${ROWS} pairs so far`, { timeout: 10_000 })
  await expect(page.getByText(/^Waiting for 00000\.parquet: data\.test has not answered for \d+ s$/)).toBeVisible()
  expect(data.logged(/00000/).length).toBeLessThan(4)
})

test('one of fifty that never answers keeps nobody from the others', async ({ page, data }) => {
  tell('hosts', {
    tried: 'one of fifty never answers: One shard of fifty hangs.',
    seen: 'All others are read, and what is waited for is said.',
  })
  for (let index = 0; index < 50; index++) data.serve(pathOf('fifty', index), shard(`shard ${index}:`))
  data.fault(pathOf('fifty', 7), { hang: true })
  const explorer = new Explorer(page)
  await explorer.open(patternOf('fifty', 50))
  await expect(explorer.matching).toHaveText(`${49 * ROWS} pairs so far`, { timeout: 20_000 })
  await expect(page.getByText(/^Waiting for 00007\.parquet: data\.test has not answered for \d+ s$/)).toBeVisible()
})

test('a shard that drips tells how far it has come, and stops at once when told to', async ({ page }) => {
  tell('hosts', {
    tried: 'one large shard drips: It comes at 20 kB a second.',
    seen: 'How far it has come, and “Pause” works within seconds.',
  })
  // Wide enough that the columns that are scanned lie apart from the footer, in one row group.
  const slow = await ShardServer.start({ bitsPerSecond: 160_000 })
  try {
    slow.serve('/drip.parquet', shard('drop', 150_000))
    const explorer = new Explorer(page)
    await explorer.open(`${slow.origin}/drip.parquet`)
    const line = page.getByText(/^(Opening|Reading) drip\.parquet: [\d.]+ [KM]B (so far|of [\d.]+ [KM]B)$/)
    await expect(line).toBeVisible({ timeout: 60_000 })
    const before = await line.innerText()
    await expect(line).not.toHaveText(before)
    await page.getByRole('button', { name: 'Pause' }).click()
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible({ timeout: 2000 })
    await expect(line).toBeHidden()
  } finally {
    await slow.close()
  }
})

test('a host of which every shard fails is asked no more after some, which is told, and again when told to', async ({ page, data }) => {
  const explorer = new Explorer(page)
  await explorer.open(patternOf('gone', 7000))
  const alert = page.getByRole('alert')
  await expect(alert).toContainText('There is no file at this address (404)')
  await expect(alert).toContainText(
    /Too many shards of data\.test in a row could not be read, so it is not asked any more: 6,9[78]\d were not tried\./,
  )
  const asked = data.requests.length
  expect(asked).toBeLessThan(100)
  await page.waitForTimeout(1000)
  expect(data.requests.length).toBe(asked)
  await page.getByRole('button', { name: 'Go on with the rest' }).click()
  await expect(alert).toContainText(/more: 6,9[56]\d were not tried/)
  expect(data.requests.length).toBeLessThan(200)
})

test('a host that fails keeps nobody from another', async ({ page, data, slow }) => {
  for (let index = 0; index < 40; index++) slow.serve(pathOf('two', index), shard(`slow ${index}:`))
  const shards = Array.from({ length: 40 }, (_, index) => [DATA + pathOf('two', index), `http://slow.test${pathOf('two', index)}`]).flat()
  const explorer = new Explorer(page)
  await explorer.open(...shards)
  await expect(explorer.matching).toHaveText(`${40 * ROWS} pairs so far`)
  await expect(page.getByText(/not asked any more: 20 were not tried\./)).toBeVisible()
  await expect(page.getByText('20 of 80 shards could not be read; 20 were not tried.')).toBeVisible()
  // What was wrong is mended.
  for (let index = 0; index < 40; index++) data.serve(pathOf('two', index), shard(`data ${index}:`))
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByText(/not asked any more/)).toBeHidden()
  await page
    .getByText(/could not be read/)
    .first()
    .click()
  await page.getByRole('button', { name: 'Try again' }).click()
  await explorer.expectCount(80 * ROWS, 80 * ROWS)
})

test('a shard that changed is read anew, and no pair of the old file is shown', async ({ page, data }) => {
  tell('hosts', {
    tried: 'changed between two reads: A shard is another file after its first rows.',
    seen: 'It is told and read anew; no pair of the old file is shown.',
  })
  data.serve(pathOf('changed', 0), shard('first', 5))
  data.serve(pathOf('changed', 1), shard('old', 400, noise))
  const explorer = new Explorer(page)
  await explorer.open(DATA + pathOf('changed', 0), DATA + pathOf('changed', 1))
  await explorer.expectCount(405, 405)
  await expect(page.getByText(/^old 2 /)).toBeVisible()
  data.serve(pathOf('changed', 1), shard('new', 300, noise))
  // Whoever looks for a text reads the captions of every row.
  await explorer.filters.getByRole('searchbox', { name: 'Caption contains' }).fill('new ')
  await expect(
    page.getByText('00001.parquet changed on its host while it was read. It was read anew; nothing of the old rows is left.'),
  ).toBeVisible()
  await explorer.expectCount(300, 305)
  await explorer.filters.getByRole('searchbox', { name: 'Caption contains' }).fill('')
  await explorer.expectCount(305, 305)
  await expect(page.getByText(/^new 2 /)).toBeVisible()
  await expect(page.getByText(/^old \d+ /)).toHaveCount(0)
})
