import { readFileSync } from 'node:fs'
import { expectAccessible } from './axe'
import { dropFile, Explorer } from './explorer'
import { Exporting, expectSameRows, parquetAt } from './exporting'
import { literal, native, nativeCount } from './native'
import { ROWS, walkShard, type Row } from './safety-rows'
import { SearchBar } from './search'
import { laionShard, SHARDS } from './shards/write'
import { DATA, expect, test } from './test'

const TOTAL = SHARDS.small.rows
const SAFE = `NSFW = 'UNLIKELY'`
/** Of the rows of the walk, what they mean by the rule of the field. */
const isBlocked = ({ means, ofMinors }: Row): boolean => ofMinors && (means === 'UNSURE' || means === 'NSFW')

async function openSmall(explorer: Explorer): Promise<string> {
  const shard = await laionShard(SHARDS.small)
  await explorer.open(`${DATA}/small.parquet`)
  await explorer.expectCount(TOTAL, TOTAL)
  return shard
}

test.beforeEach(async ({ data }) => {
  data.serve('/small.parquet', await laionShard(SHARDS.small))
})

test('what passes the filters, as Parquet: the rows, values and types that native DuckDB finds; it opens here again', async ({
  page,
  data,
  complaints,
}) => {
  const exporting = new Exporting(page)
  await exporting.asDownload()
  const explorer = new Explorer(page)
  const shard = await openSmall(explorer)
  await explorer.toggle('Safety tag', 'UNLIKELY')
  await explorer.setSimilarity('0.3', '1')
  const where = `${SAFE} AND similarity BETWEEN 0.3 AND 1`
  const count = await nativeCount(shard, where)
  await explorer.expectCount(count, TOTAL)
  await exporting.open()
  const [, requests = '0'] = /in up to ([\d,]+) requests?/.exec((await exporting.cost.textContent()) ?? '') ?? []
  const before = data.logged(/small/).length
  const file = await exporting.download()
  expect(file.suggestedFilename()).toBe('small-export.parquet')
  expect(data.logged(/small/).length - before).toBeLessThanOrEqual(Number(requests.replaceAll(',', '')))
  await expectSameRows(`SELECT * FROM ${await parquetAt(file)}`, `SELECT * FROM read_parquet(${literal(shard)}) WHERE ${where}`)

  const sidecar = JSON.parse(await exporting.textBeside(/pairscope\.json$/)) as {
    readonly rows: number
    readonly filters: readonly string[]
  }
  expect(sidecar.rows).toBe(count)
  expect(sidecar.filters).toContain('UNLIKELY')
  await page.goto('/')
  await dropFile(page, 'again.parquet', '', readFileSync(await file.path()))
  await explorer.expectCount(count, count)
  expect(complaints).toEqual([])
})

test('by keyboard alone: what is selected, as CSV', async ({ page }) => {
  const exporting = new Exporting(page)
  await exporting.asDownload()
  const explorer = new Explorer(page)
  const shard = await openSmall(explorer)
  await explorer.toggle('Safety tag', 'UNLIKELY')
  await explorer.tile(1).focus()
  await page.keyboard.press(' ')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press(' ')
  await expect(page.getByText('2 selected')).toBeVisible()
  await page.keyboard.press('e')
  await expect(exporting.start).toHaveText('Export 2 pairs')
  await expect(exporting.dialog.getByRole('radio', { name: /^The selected pairs/ })).toBeChecked()
  await exporting.dialog.getByRole('radio', { name: 'Parquet', exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(exporting.dialog.getByRole('radio', { name: 'CSV', exact: true })).toBeChecked()
  await exporting.start.focus()
  const coming = page.waitForEvent('download')
  await page.keyboard.press('Enter')
  const file = await coming
  expect(file.suggestedFilename()).toBe('small-export.csv')
  const csv = `read_csv(${literal(await file.path())}, header = true, all_varchar = true)`
  const rows = await native(`SELECT SAMPLE_ID, URL, "TEXT", HEIGHT FROM ${csv}`)
  const asked = `SELECT SAMPLE_ID::VARCHAR, URL, TEXT, HEIGHT::VARCHAR FROM read_parquet(${literal(shard)}) WHERE ${SAFE} LIMIT 2`
  expect(rows).toEqual(await native(asked))
  await page.keyboard.press('Escape')
  await expect(exporting.dialog).toBeHidden()
})

test('the first of a search, best first', async ({ page }) => {
  const exporting = new Exporting(page)
  await exporting.asDownload()
  const search = new SearchBar(page)
  await search.explorer.openSample()
  await search.search('a red heart')
  await search.expectRanked()
  for (let position = 1; position <= 8; position++)
    await expect(search.explorer.tile(position).locator('[data-badge="nsfw"]').first()).toBeAttached()
  // As the tiles name their pairs: shard and row in one number.
  const shown = await search.explorer.tiles.evaluateAll((tiles) =>
    tiles
      .map((tile) => ({
        at: Number(tile.getAttribute('data-position')),
        key: Number(tile.querySelector('[data-pair]')?.getAttribute('data-pair')),
        isSafe: tile.querySelector('[data-badge="nsfw"]')?.textContent === 'UNLIKELY',
      }))
      .sort((a, b) => a.at - b.at)
      .slice(0, 8),
  )
  await page.keyboard.press('Escape')
  await exporting.open()
  await expect(exporting.dialog.getByRole('radio', { name: /^The first of this search/ })).toBeChecked()
  await exporting.dialog.getByRole('spinbutton', { name: 'How many of the first' }).fill('8')
  await exporting.format('Ids')
  const file = await exporting.download()
  const safe = shown.filter(({ isSafe }) => isSafe)
  expect(safe.length).toBeGreaterThan(2)
  const ids = safe.map(({ key }) => `${Math.floor(key / 2 ** 32)}_${key % 2 ** 30}\n`)
  expect(readFileSync(await file.path(), 'utf8')).toBe(ids.join(''))
})

test('ids: a line for each pair, by shard and row', async ({ page }) => {
  const exporting = new Exporting(page)
  await exporting.asDownload()
  const explorer = new Explorer(page)
  const shard = await openSmall(explorer)
  await exporting.open()
  await exporting.format('Ids')
  await expect(exporting.cost).toHaveText(/nothing has to be read/)
  const file = await exporting.download()
  const rows = await native(`SELECT file_row_number FROM read_parquet(${literal(shard)}, file_row_number = true) WHERE ${SAFE}`)
  expect(readFileSync(await file.path(), 'utf8')).toBe(rows.map(([row]) => `0_${String(row)}\n`).join(''))
})

test('a list for img2dataset, with the command that takes it; JSON Lines with the columns chosen', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const exporting = new Exporting(page)
  await exporting.asDownload()
  const explorer = new Explorer(page)
  const shard = await openSmall(explorer)
  await exporting.open()
  await exporting.format('List for img2dataset')
  const list = await exporting.download()
  const source = `read_parquet(${literal(shard)}) WHERE ${SAFE}`
  await expectSameRows(
    `SELECT * FROM ${await parquetAt(list)}`,
    `SELECT URL AS url, TEXT AS caption, NSFW AS "NSFW", similarity, LICENSE AS "LICENSE" FROM ${source}`,
  )
  await exporting.dialog.getByRole('button', { name: 'Copy command' }).click()
  const command = await page.evaluate(() => navigator.clipboard.readText())
  expect(command).toContain('img2dataset --url_list small-export.parquet --input_format parquet')

  await exporting.dialog.getByRole('button', { name: 'Export more' }).click()
  await exporting.format('JSON Lines')
  await exporting.dialog.locator('summary').click()
  await exporting.dialog.getByRole('button', { name: 'None' }).click()
  for (const name of ['TEXT', 'WIDTH']) await exporting.dialog.getByRole('checkbox', { name: new RegExp(`^${name}`) }).check()
  const lines = await exporting.download()
  const json = `read_json(${literal(await lines.path())}, columns = {TEXT: 'VARCHAR', WIDTH: 'INTEGER'}, format = 'newline_delimited')`
  await expectSameRows(`SELECT * FROM ${json}`, `SELECT TEXT, WIDTH FROM ${source}`)
})

test('unsafe classes leave only once they are ticked, each time anew; what is blocked never does', async ({ page, data }) => {
  data.serve('/walk.parquet', walkShard())
  const exporting = new Exporting(page)
  await exporting.asDownload()
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/walk.parquet`)
  await explorer.expectCount(ROWS.length, ROWS.length)
  // What is agreed to be seen is not agreed to be taken.
  await explorer.chooseHidden('Show the chosen classes', 'UNSURE', 'NSFW', 'UNTAGGED')

  const takes = async (classes: readonly string[]): Promise<void> => {
    await exporting.format('Ids')
    await exporting.tick(...classes)
    const file = await exporting.download()
    const leaves = ROWS.flatMap((row, i) =>
      (row.means === 'UNLIKELY' || classes.includes(row.means)) && !isBlocked(row) ? [`0_${i}`] : [],
    )
    expect(
      readFileSync(await file.path(), 'utf8')
        .trim()
        .split('\n'),
    ).toEqual(leaves)
  }
  await exporting.open()
  await takes([])
  for (const classes of [['NSFW'], ['UNSURE', 'UNTAGGED'], ['UNSURE', 'NSFW', 'UNTAGGED']]) {
    await exporting.dialog.getByRole('button', { name: 'Export more' }).click()
    for (const box of await exporting.dialog.getByRole('checkbox', { name: /^(UNSURE|NSFW|UNTAGGED)/ }).all())
      await expect(box).not.toBeChecked()
    await takes(classes)
  }
  const blocked = ROWS.filter(isBlocked).length
  await expect(exporting.dialog.getByText(`${blocked} pairs stay blocked and are not in it.`)).toBeVisible()
  const sidecar = JSON.parse(await exporting.textBeside(/pairscope\.json$/)) as {
    readonly leftOut: { readonly blocked: number }
    readonly safety: { readonly rows: Readonly<Record<string, number>> }
  }
  expect(sidecar.leftOut.blocked).toBe(blocked)
  expect(sidecar.safety.rows.NSFW).toBe(ROWS.filter((row) => row.means === 'NSFW' && !isBlocked(row)).length)
})

test('into a file of the person’s own: it is whole once it is there; a cancelled one is not there', async ({ page, data }) => {
  const exporting = new Exporting(page)
  await exporting.pickingFile()
  const explorer = new Explorer(page)
  const shard = await openSmall(explorer)
  await exporting.open()
  await exporting.start.click()
  await expect(exporting.dialog.getByText(/pairs exported/)).toBeVisible()
  expect(await exporting.privateFiles()).toEqual(['/small-export.parquet'])
  const bytes = await page.evaluate(async () => {
    const file = await (await (await navigator.storage.getDirectory()).getFileHandle('small-export.parquet')).getFile()
    const text = [...new Uint8Array(await file.arrayBuffer())].map((byte) => String.fromCharCode(byte)).join('')
    await (await navigator.storage.getDirectory()).removeEntry('small-export.parquet')
    return btoa(text)
  })
  const path = test.info().outputPath('picked.parquet')
  const { writeFileSync } = await import('node:fs')
  writeFileSync(path, Buffer.from(bytes, 'base64'))
  await expectSameRows(`SELECT * FROM read_parquet(${literal(path)})`, `SELECT * FROM read_parquet(${literal(shard)}) WHERE ${SAFE}`)

  await exporting.dialog.getByRole('button', { name: 'Export more' }).click()
  // Its bytes do not come, so that there is time.
  data.fault('/small.parquet', { hang: true })
  await exporting.start.click()
  await exporting.dialog.getByRole('button', { name: 'Cancel the export' }).click()
  await expect(exporting.dialog.getByText('The export was cancelled. No file was left behind.')).toBeVisible()
  await expect.poll(() => exporting.privateFiles()).toEqual([])
})

test('what a tab that is gone left of a download is removed', async ({ page }) => {
  const exporting = new Exporting(page)
  await exporting.asDownload()
  await page.goto('/')
  await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('exports-1', { create: true })
    await folder.getFileHandle('left-behind', { create: true })
  })
  await openSmall(new Explorer(page))
  await exporting.open()
  await expect.poll(() => exporting.privateFiles()).toEqual([])
})

test('an export is paused and goes on, its dialog closed or open', async ({ page, data }) => {
  const exporting = new Exporting(page)
  await exporting.asDownload()
  const explorer = new Explorer(page)
  const shard = await openSmall(explorer)
  await exporting.open()
  data.fault('/small.parquet', { delayMs: 400 })
  await exporting.start.click()
  await exporting.dialog.getByRole('button', { name: 'Pause' }).click()
  await expect(exporting.dialog.getByText(/· paused$/)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(exporting.dialog).toBeHidden()
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(exporting.dialog.getByText(/· paused$/)).toBeVisible()
  await expectAccessible(page, 'an export under way')
  const coming = page.waitForEvent('download')
  await exporting.dialog.getByRole('button', { name: 'Go on' }).click()
  await expectSameRows(`SELECT * FROM ${await parquetAt(await coming)}`, `SELECT * FROM read_parquet(${literal(shard)}) WHERE ${SAFE}`)
})

for (const answer of ['Try again', 'Leave this shard out'] as const)
  test(`a shard that fails midway is asked about: ${answer}`, async ({ page, data }) => {
    const shard = await laionShard(SHARDS.small)
    for (const name of ['a', 'b', 'c']) data.serve(`/${name}.parquet`, shard)
    const exporting = new Exporting(page)
    await exporting.asDownload()
    const explorer = new Explorer(page)
    await explorer.open(`${DATA}/a.parquet`, `${DATA}/b.parquet`, `${DATA}/c.parquet`)
    await explorer.expectCount(3 * TOTAL, 3 * TOTAL)
    await exporting.open()
    data.fault('/b.parquet', { status: 404 })
    const coming = page.waitForEvent('download')
    await exporting.start.click()
    await expect(exporting.dialog.getByRole('alert')).toContainText('b.parquet')
    await expectAccessible(page, 'a shard that failed')
    data.fault('/b.parquet', {})
    await exporting.dialog.getByRole('button', { name: answer }).click()
    const file = await coming
    const safe = await nativeCount(shard, SAFE)
    const asked = `SELECT * FROM read_parquet(${literal(shard)}) WHERE ${SAFE}`
    const times = answer === 'Try again' ? 3 : 2
    await expectSameRows(`SELECT * FROM ${await parquetAt(file)}`, Array.from({ length: times }, () => asked).join(' UNION ALL '))
    const left = exporting.dialog.getByText(`${safe.toLocaleString('en')} of b.parquet could not be read and are not in it.`)
    await expect(left).toHaveCount(times === 2 ? 1 : 0)
  })

test('the query as text has its place beside it', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const exporting = new Exporting(page)
  await exporting.asDownload()
  const explorer = new Explorer(page)
  const shard = await openSmall(explorer)
  await explorer.toggle('Safety tag', 'NSFW')
  await exporting.open()
  await expectAccessible(page, 'the export')
  await exporting.dialog.getByText('Query as text').click()
  await exporting.dialog.getByRole('button', { name: 'Copy SQL' }).click()
  await expectAccessible(page, 'the query as text')
  const sql = await page.evaluate(() => navigator.clipboard.readText())
  const rows = await native(sql.replace(`${DATA}/small.parquet`, shard))
  expect(rows.length).toBe(await nativeCount(shard, `NSFW = 'NSFW'`))
})
