import { readFileSync } from 'node:fs'
import { tarOf } from '../../src/shards/tar/testing'
import { SAMPLE_FOLDER, serveSample } from '../search'
import { png } from '../server/png'
import { handShard, imagesShard, laionShard, SHARDS } from '../shards/write'
import { expectCount, expectPictures, MATCHING, openPair, PAIR, SEARCH_LINE, tile } from './explorer'
import { dropOnPage } from './in-page'
import { the } from './person'
import { expect, test } from './test'

const ROWS = SHARDS.small.rows

test.afterEach(async ({ complaints }) => {
  expect(await complaints()).toEqual([])
})

test('a file that is chosen opens, and so does one that is dropped', async ({ person, visit }) => {
  const path = await laionShard(SHARDS.small)
  await visit()
  await person.first(the('button', 'Explore the sample'))
  await person.driver.upload('[data-testid="files-picker"]', [path])
  await expectCount(person, ROWS, ROWS)
  await visit()
  await person.first(the('button', 'Explore the sample'))
  await person.run(dropOnPage, 'mine.parquet', readFileSync(path).toString('base64'))
  await expectCount(person, ROWS, ROWS)
  await person.first(the('heading', 'mine.parquet'))
})

test('a link to shards of another host opens with its filter and its search', async ({ person, visit, data }) => {
  serveSample(data, '/remote')
  await visit(`#/?src=${encodeURIComponent(`${data.origin}/remote/manifest.json`)}&q=pizza&nsfw=0`)
  await person.expectText(SEARCH_LINE, /Ranked [\d,]+ rows/)
  await person.expectText(MATCHING, /^[\d,]+ of 7,073 pairs$/)
  await expect.poll(async () => (await person.all(tile(1)))[0]?.name).toMatch(/pizza|피자/i)
  await expectPictures(person, 4)
  const shard = data.logged(/images-00000\.parquet/)
  const size = readFileSync(`${SAMPLE_FOLDER}/images-00000.parquet`).length
  expect(shard.some(({ status }) => status === 206)).toBe(true)
  expect(data.bytesOf(/images-00000\.parquet/)).toBeLessThan(1.5 * size)
  await openPair(person, 1)
  await person.expectText(PAIR, /pizza|피자/i)
  await person.press('Escape')
  await expect.poll(() => person.all(PAIR)).toEqual([])
})

test('pictures that fail are told, and an SVG in a shard is a picture', async ({ person, visit, data }) => {
  const row = (path: string, caption: string) => ({ url: `${data.origin}/pictures/${path}`, caption, nsfw: 'UNLIKELY', similarity: 0.3 })
  data.serve('/hand.parquet', handShard([row('1.png', 'good'), row('dead/2.png', 'gone'), row('html/3.png', 'a login page')]))
  await visit(`#/?src=${encodeURIComponent(`${data.origin}/hand.parquet`)}`)
  await expectCount(person, 3, 3)
  await person.expectText(tile(2), /Dead link/)
  await person.expectText(tile(3), /Dead link|Not a picture/)
  await expectPictures(person, 1)
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="red"/></svg>'
  const stored = [Buffer.from(svg), Buffer.from('no picture'), png(1, 40, 30)].map((bytes) => new Uint8Array(bytes))
  data.serve('/stored.parquet', imagesShard(stored.map((bytes, i) => ({ bytes, caption: `stored ${i}`, nsfw: 0 }))))
  await visit(`#/?src=${encodeURIComponent(`${data.origin}/stored.parquet`)}`)
  await expectCount(person, 3, 3)
  await expectPictures(person, 2)
  await person.expectText(tile(2), /Not a picture/)
})

test('a webdataset tar of another host is read by range', async ({ person, visit, data }) => {
  const samples = Array.from({ length: 200 }, (_, n) => [
    [`${n}.png`, Buffer.concat([png(n, 40, 30), Buffer.alloc(40_000)])] as const,
    [`${n}.json`, JSON.stringify({ caption: `caption ${n}`, NSFW: 'UNLIKELY', similarity: 0.3 })] as const,
  ])
  const tar = tarOf(samples.flat())
  data.serve('/00000.tar', tar)
  await visit(`#/?src=${encodeURIComponent(`${data.origin}/00000.tar`)}`)
  await expectCount(person, 200, 200)
  await expectPictures(person, 4)
  expect(data.bytesOf(/00000\.tar/)).toBeLessThan(0.8 * tar.length)
  await openPair(person, 5)
  await person.expectText(PAIR, /caption 4/)
})
