import { describe, expect, it } from 'vitest'
import { isDataFile } from './found-files'
import { parseHubAddress } from './hub-address'
import { kindOf } from './kinds'
import { parseSource } from './source'
import { isProblem } from './address'

const ENDINGS = 'parquet pq parq tar csv tsv jsonl ndjson json txt csv.gz tsv.gz jsonl.gz ndjson.gz json.gz txt.gz npy npz'.split(' ')

describe('the register of kinds', () => {
  it.each(ENDINGS)('knows .%s, and so does whatever asks it', (ending) => {
    const name = `part-0.${ending.toUpperCase()}`
    const kind = kindOf(`some.folder/${name}`)
    expect(kind).not.toBeNull()
    // A comma after it parts it from the next address.
    const spec = parseSource(`https://h.example/a/${name},https://h.example/b.parquet,x/y.${ending},z.parquet`, 'https://page.example/')
    if (isProblem(spec)) expect([spec.detail, ending]).toEqual([expect.stringContaining('on its own'), 'json'])
    else expect(spec).toMatchObject({ kind: 'shards', urls: { length: 4 } })
    expect(parseHubAddress(`org/${name}`)).toBeNull()
    expect(isDataFile(`a/${name}`)).toBe(kind?.rank !== null || kind.holds === 'vectors')
  })

  it('knows no other names', () => {
    for (const name of ['parquet', 'a.tar.gz', 'a.gz', 'a.npy.gz', 'a.parquet.crc', 'a.json5', 'tar/a', 'a.csv/b'])
      expect([name, kindOf(name)?.id ?? null]).toEqual([name, null])
  })
})
