import { describe, expect, it } from 'vitest'
import { fetchColumns } from '../../shards/column-io'
import { readFooter } from '../../shards/footer'
import { fileOf, parquet } from '../../shards/testing'
import { matchingRows } from '../../shards/values/texts'
import { captionMatcher } from './caption-text'

async function hits(captions: readonly (string | null)[], wanted: string, encoding?: 'PLAIN' | 'DELTA_BYTE_ARRAY'): Promise<number[]> {
  const file = fileOf(
    parquet({ columnData: [{ name: 't', type: 'STRING', data: [...captions], nullable: true, ...(encoding && { encoding }) }] }),
  )
  const [column] = await fetchColumns(file, await readFooter(file), [0], [0])
  return column ? matchingRows(column, captionMatcher(wanted)) : []
}

describe('captions that contain a text', () => {
  it.each([undefined, 'PLAIN', 'DELTA_BYTE_ARRAY'] as const)('are found without case, %s', async (encoding) => {
    const captions = ['A Boat', null, 'boathouse', 'cat', '강아지 BOAT', 'boa', 't', 'A Boat']
    expect(await hits(captions, 'bOAT', encoding)).toEqual([0, 2, 4, 7])
    expect(await hits(captions, '강아지', encoding)).toEqual([4])
  })

  it('are found as stored and as shown, their character references decoded', async () => {
    const captions = ['&quot;Deluxe&#34; set', '"deluxe" set', 'A&amp;B', 'a&b', '&amp;lt;', 'it&#x27;s', '&lt;b&gt;', '"']
    expect(await hits(captions, '"deluxe"')).toEqual([0, 1])
    expect(await hits(captions, 'a&b')).toEqual([2, 3])
    expect(await hits(captions, '&amp;')).toEqual([2, 4])
    expect(await hits(captions, "IT'S")).toEqual([5])
    expect(await hits(captions, '<b>')).toEqual([6])
  })

  it('take NUL for nothing', async () => {
    expect(await hits(['boat'], 'bo\0at')).toEqual([0])
  })
})
