import { laionShard } from '../../e2e/shards/write'
import { FIRST_ROWS, type FirstPage } from '../page/api'
import { BITS_PER_SECOND, DELAY_MS, type Traffic } from '../link'
import { megabytes, type Row, type Section } from '../result'
import { ServerProcess } from '../server-process'
import type { Stage } from '../stage'
import { showStats, stats } from '../stats'

const MILLION = 1_000_000
const SIDES = ['ours', 'peer'] as const
type SideName = (typeof SIDES)[number]
type Sample = FirstPage & Traffic

interface Shard {
  readonly label: string
  readonly file: string
  readonly maxBytes: number | null
}

const RATIO = 0.4

async function shards(): Promise<readonly Shard[]> {
  return [
    { label: 'no page index', file: await laionShard({ rows: MILLION }), maxBytes: 9e6 },
    { label: 'page index', file: await laionShard({ rows: MILLION, pageIndex: true }), maxBytes: 3e6 },
    { label: 'no page index, one row group', file: await laionShard({ rows: MILLION, rowGroupRows: MILLION }), maxBytes: null },
  ]
}

function rowsFor(label: string, samples: Readonly<Record<SideName, readonly Sample[]>>, maxBytes: number | null): Row[] {
  const ms = (side: SideName) => stats(samples[side].map(({ startedAt, endedAt }) => endedAt - startedAt))
  const bytes = (side: SideName) => stats(samples[side].map((sample) => sample.bytes))
  const requests = (side: SideName) => stats(samples[side].map((sample) => sample.requests))
  const ratio = ms('ours').median / ms('peer').median
  return [
    { what: `${label}: ms`, ours: showStats(ms('ours')), peer: showStats(ms('peer')), target: '', met: null },
    { what: `${label}: ratio`, ours: ratio.toFixed(2), peer: '1', target: `≤ ${RATIO}`, met: ratio <= RATIO },
    {
      what: `${label}: bytes`,
      ours: megabytes(bytes('ours').max),
      peer: megabytes(bytes('peer').max),
      target: maxBytes === null ? '' : `≤ ${megabytes(maxBytes)}`,
      met: maxBytes === null ? null : bytes('ours').max <= maxBytes,
    },
    { what: `${label}: requests`, ours: showStats(requests('ours')), peer: showStats(requests('peer')), target: '', met: null },
  ]
}

/** The first 60 pairs of a million over a slow link, ours and the peer in turn. */
export async function measureFirstPage(stage: Stage, repeat: number): Promise<Section> {
  const slow = await ServerProcess.start(DELAY_MS, BITS_PER_SECOND)
  const fast = await ServerProcess.start(0, 0)
  const warmUrl = await fast.serve('/warm.parquet', await laionShard({ rows: 100 }))
  const rows: Row[] = []
  try {
    for (const shard of await shards()) {
      const path = '/shard.parquet'
      const url = await slow.serve(path, shard.file)
      for (const warm of [null, warmUrl]) {
        const samples: Record<SideName, Sample[]> = { ours: [], peer: [] }
        for (let i = 0; i < repeat; i++) for (const side of SIDES) samples[side].push(await sample(side, warm))
        check(samples)
        rows.push(...rowsFor(`${shard.label}${warm === null ? '' : ', engine already up'}`, samples, shard.maxBytes))
      }

      async function sample(side: SideName, warm: string | null): Promise<Sample> {
        await slow.reset()
        const first = await stage.onFreshPage(`${stage.pageOrigin}/`, (page) =>
          page.evaluate(([name, target, small]) => window.bench[name].firstPage(target, small), [side, url, warm] as const),
        )
        return { ...first, ...(await slow.traffic(path, first.endedAt)) }
      }
    }
  } finally {
    slow.stop()
    fast.stop()
  }
  return {
    title: `First ${FIRST_ROWS} pairs of a 1,000,000-row shard`,
    note:
      `A generated shard in LAION-400M’s schema (73 MB, snappy, 10 row groups unless said), ${DELAY_MS} ms before every ` +
      `answer and ${BITS_PER_SECOND / 1e6} Mbit/s for all of them together. From a loaded page to ${FIRST_ROWS} rows in ` +
      'JavaScript, starting each engine included (its code and wasm come from a local server without delay); “engine ' +
      `already up” leaves the start out. Times: median (least–most) of ${repeat}; bytes: the most of ${repeat}, by the ` +
      'server’s log up to the moment the rows were there.',
    date: new Date().toISOString().slice(0, 10),
    rows,
  }
}

/** Both sides read the same rows, or the comparison is of no worth. */
function check({ ours, peer }: Readonly<Record<SideName, readonly Sample[]>>): void {
  const expected = JSON.stringify(peer[0]?.captions)
  for (const { captions } of [...ours, ...peer]) {
    if (captions.length !== FIRST_ROWS || JSON.stringify(captions) !== expected)
      throw new Error(`The two sides read different rows: ${captions.slice(0, 2).join(' | ')} … (${captions.length})`)
  }
}
