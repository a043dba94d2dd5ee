import { readFile } from 'node:fs/promises'
import { expectAccessible } from './axe'
import { SqlDialog } from './console'
import { Explorer } from './explorer'
import { literal, native, nativeCount } from './native'
import { workerNamed } from './page-workers'
import { COLUMN_ROWS, columnShard } from './shards/columns'
import { laionShard, SHARDS } from './shards/write'
import { DATA, expect, test } from './test'

const ROWS = SHARDS.small.rows
/** `pairs` as the files have it, for native DuckDB. */
const fromFile = (file: string) =>
  `(SELECT file_row_number AS row, WIDTH AS width, HEIGHT AS height, ` +
  `CASE WHEN similarity BETWEEN 0 AND 1 THEN similarity END AS similarity, ` +
  `CASE WHEN upper(trim(NSFW)) IN ('UNLIKELY', 'UNSURE', 'NSFW') THEN upper(trim(NSFW)) ELSE 'UNTAGGED' END AS nsfw ` +
  `FROM read_parquet(${literal(file)}, file_row_number = true)) AS pairs`

test.describe('over a dataset', () => {
  let console: SqlDialog
  let file: string

  test.beforeEach(async ({ page, data }) => {
    file = await laionShard(SHARDS.small)
    data.serve('/small.parquet', file)
    const explorer = new Explorer(page)
    await explorer.open(`${DATA}/small.parquet`)
    await explorer.expectCount(ROWS, ROWS)
    console = new SqlDialog(page)
  })

  test('answers are native DuckDB’s', async ({ complaints }) => {
    await console.open(ROWS)
    for (const sql of [
      'SELECT nsfw, count(*) AS pairs, min(similarity) AS low, max(width * height) AS pixels FROM pairs GROUP BY nsfw ORDER BY nsfw',
      'SELECT row, width, height FROM pairs WHERE width > height ORDER BY similarity DESC NULLS LAST, row LIMIT 12',
      'SELECT count(*) FROM pairs WHERE similarity IS NULL OR width IS NULL',
    ]) {
      await console.run(sql)
      const wanted = await native(sql.replace('FROM pairs', `FROM ${fromFile(file)}`))
      const texts = wanted.map((row) => row.map((value) => (value === null ? 'NULL' : String(value as number | string))))
      await expect.poll(() => console.rows()).toEqual(texts)
    }
    expect(complaints).toEqual([])
  })

  test('by keyboard alone: opened by c, a name completed, run, what was run before, closed', async ({ page }) => {
    await page.keyboard.press('c')
    await console.expectHeld(ROWS)
    await expect(console.editor).toBeFocused()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('SELECT max(heig')
    await expect(console.dialog.getByRole('option', { name: /^height/ })).toBeVisible()
    // Where the list has only just come, Enter is still a new line.
    await page.waitForTimeout(150)
    await page.keyboard.press('Enter')
    await page.keyboard.press('ControlOrMeta+End')
    await page.keyboard.type(' FROM pairs')
    await page.keyboard.press('ControlOrMeta+Enter')
    const [most] = await native(`SELECT max(HEIGHT) FROM read_parquet(${literal(file)})`)
    await expect.poll(() => console.rows()).toEqual([[String(most?.[0])]])
    await console.run('SELECT 2')
    await expect.poll(() => console.rows()).toEqual([['2']])
    await console.editor.focus()
    await page.keyboard.press('Alt+ArrowUp')
    await page.keyboard.press('Alt+ArrowUp')
    await expect(console.editor).toHaveText(/^SELECT max\(height\) FROM pairs$/)
    await page.keyboard.press('Alt+ArrowDown')
    await expect(console.editor).toHaveText('SELECT 2')
    await page.keyboard.press('Escape')
    await expect(console.dialog).toBeHidden()
    await page.keyboard.press('c')
    await expect(console.editor).toHaveText('SELECT 2')
  })

  test('an error is told in the place where it is', async () => {
    await console.open(ROWS)
    await console.run('SELECT key,\n  nofw\nFROM pairs')
    await expect(console.error).toContainText('nofw')
    await expect(console.marked).toHaveText('nofw')
    await console.run('SELECT 1; DROP VIEW pairs')
    await expect(console.error).toContainText('One statement at a time')
    await console.run('SELECT CAST(nsfw AS INTEGER) FROM pairs')
    await expect(console.error).toContainText('Could not convert')
    await console.run('SELECT count(*) FROM pairs')
    await expect(console.error).toBeHidden()
    await expect(console.marked).toHaveCount(0)
  })

  test('hostile statements change nothing and ask nobody', async ({ page, data }) => {
    await console.open(ROWS)
    const asked = new Set<string>()
    page.on('request', (request) => asked.add(request.url()))
    const before = data.requests.length
    for (const sql of [
      `SELECT * FROM read_csv_auto('${DATA}/stolen.csv')`,
      `SELECT * FROM '${DATA}/small.parquet'`,
      `SELECT * FROM read_parquet('${DATA}/small.parquet')`,
      `SELECT * FROM glob('*')`,
      `COPY pairs TO '${DATA}/out.csv'`,
      `ATTACH '${DATA}/x.db'`,
      `/* SELECT */ INSTALL httpfs`,
      `-- SELECT\nLOAD httpfs`,
      `SET enable_external_access = true`,
      `PRAGMA database_list`,
      `CREATE TABLE mine AS SELECT 1`,
      `SELECT 1 /* ; */ ; DELETE FROM held.rows`,
      `SELECT 1) AS t; DELETE FROM held.rows; SELECT * FROM (SELECT 1`,
      `EXPLAIN ANALYZE DELETE FROM held.rows`,
    ]) {
      await console.run('SELECT 1')
      await expect(console.result).toBeVisible()
      await console.run(sql)
      await expect(console.error, sql).toBeVisible()
    }
    // Nor could DuckDB's worker, if a statement came through.
    const worker = await workerNamed(page, 'pairscope-console-duckdb')
    const reached = await worker.evaluate(
      (url) =>
        [() => fetch(url), () => new XMLHttpRequest(), () => new WebSocket('ws://data.test'), () => indexedDB.open('x')].map((reach) => {
          try {
            void reach()
            return 'reached'
          } catch (error) {
            return error instanceof TypeError ? 'closed' : String(error)
          }
        }),
      `${DATA}/small.parquet`,
    )
    expect(reached).toEqual(['closed', 'closed', 'closed', 'closed'])
    await console.run('SELECT count(*) FROM pairs')
    await expect.poll(() => console.rows()).toEqual([[String(ROWS)]])
    expect(data.requests.length).toBe(before)
    expect([...asked].filter((url) => url.includes('data.test'))).toEqual([])
  })

  test('an endless query is cancelled: the rows come back, and the grid was never lost', async ({ page }) => {
    await console.open(ROWS)
    await console.run('WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i > 0) SELECT count(*) FROM n')
    await expect(console.dialog.getByText('Running…')).toBeVisible()
    await console.dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(console.dialog.getByText(/^Cancelled/)).toBeVisible()
    await console.expectHeld(ROWS)
    await console.run('SELECT count(*) FROM pairs')
    await expect.poll(() => console.rows()).toEqual([[String(ROWS)]])
    await console.dialog.getByRole('button', { name: 'Close' }).click()
    await new Explorer(page).expectCount(ROWS, ROWS)
  })

  test('of a huge result the first rows are kept and shown as they are scrolled to', async ({ page }) => {
    await console.open(ROWS)
    await console.run('SELECT range AS n FROM range(30000000)')
    await expect(console.dialog).toContainText('The first 100,000 rows; there are more')
    const scroller = console.dialog.getByRole('group', { name: 'Result' })
    await scroller.focus()
    await page.keyboard.press('End')
    await expect(console.result.getByRole('cell', { name: '99999', exact: true })).toBeVisible()
    await console.run('SELECT list(a.key) FROM pairs a, pairs b, pairs c')
    await expect(console.error).toContainText('needs more memory')
  })

  test('texts of data are text; the result is saved as CSV', async ({ page }) => {
    await console.open(ROWS)
    await console.run(`SELECT '<img src=x onerror=alert(1)>' AS "<b>name</b>", 'a"b,c' AS q, NULL AS nothing`)
    await expect.poll(() => console.rows()).toEqual([['<img src=x onerror=alert(1)>', 'a"b,c', 'NULL']])
    await expect(console.dialog.locator('img, b')).toHaveCount(0)
    const coming = page.waitForEvent('download')
    await console.dialog.getByRole('button', { name: 'Save as CSV' }).click()
    const saved = await (await coming).path()
    expect(await readFile(saved, 'utf8')).toBe('<b>name</b>,q,nothing\r\n<img src=x onerror=alert(1)>,"a""b,c",\r\n')
  })

  test('its keys are shown in the grid, and all pairs again', async ({ page }) => {
    const explorer = new Explorer(page)
    await console.open(ROWS)
    await console.run('SELECT count(*) AS n FROM pairs')
    await expect.poll(() => console.rows()).toEqual([[String(ROWS)]])
    const show = console.dialog.getByRole('button', { name: 'Show in the grid' })
    await expect(show).toBeHidden()
    await console.run('SELECT key, similarity FROM pairs WHERE width > height AND similarity > 0.4')
    const wide = await nativeCount(file, 'WIDTH > HEIGHT AND similarity > 0.4 AND similarity <= 1')
    expect(wide).toBeGreaterThan(0)
    await show.click()
    await expect(console.dialog).toBeHidden()
    await explorer.expectCount(wide, ROWS)
    await page.getByRole('group', { name: 'Filters in force' }).getByRole('button').first().click()
    await explorer.expectCount(ROWS, ROWS)
  })

  test('a copy that is beyond the memory set aside is asked about', async ({ page }) => {
    // Room for the table and not for it twice.
    await page.evaluate(() => localStorage.setItem('pairscope.preferences', JSON.stringify({ budgetBytes: 150_000 })))
    await page.reload()
    await new Explorer(page).expectCount(ROWS, ROWS)
    await page.getByRole('button', { name: 'SQL', exact: true }).click()
    await expect(console.dialog).toContainText('beyond the memory set aside')
    await console.dialog.getByRole('button', { name: 'Copy them all the same' }).click()
    await console.expectHeld(ROWS)
    await console.run('SELECT count(*) FROM pairs')
    await expect.poll(() => console.rows()).toEqual([[String(ROWS)]])
  })

  test('it can be used by everybody', async ({ page }) => {
    await console.open(ROWS)
    await console.run('SELECT key, nsfw, similarity FROM pairs LIMIT 40')
    await expect(console.result).toBeVisible()
    await expectAccessible(page, 'a result')
    await page.setViewportSize({ width: 1280, height: 800 })
    await console.run('SELECT nofw FROM pairs')
    await expect(console.error).toBeVisible()
    await expectAccessible(page, 'an error')
  })
})

test('columns that are read are columns of pairs', async ({ page, data }) => {
  const file = await columnShard()
  data.serve('/columns.parquet', file)
  const explorer = new Explorer(page)
  await explorer.open(`${DATA}/columns.parquet`)
  await explorer.expectCount(COLUMN_ROWS, COLUMN_ROWS)
  await explorer.column('aesthetic').click()
  await expect(explorer.columnValues('aesthetic').getByRole('img')).toBeVisible()
  const console = new SqlDialog(page)
  await console.open(COLUMN_ROWS)
  const sql = 'SELECT count(aesthetic), min(aesthetic)::VARCHAR, max(aesthetic)::VARCHAR FROM '
  await console.run(`${sql} pairs`)
  const [wanted] = await native(
    `${sql} (SELECT CASE WHEN NOT isnan(aesthetic) THEN aesthetic::DOUBLE END AS aesthetic FROM ${literal(file)})`,
  )
  await expect.poll(() => console.rows()).toEqual([wanted?.map(String)])
  // What is read since waits until it is asked for.
  await console.dialog.getByRole('button', { name: 'Close' }).click()
  await explorer.column('aesthetic').click()
  await console.open(COLUMN_ROWS)
  await expect(console.dialog.getByRole('button', { name: 'aesthetic' })).toBeVisible()
})
