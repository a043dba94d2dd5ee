import { join } from 'node:path'
import { ROOT, tool } from '../../scripts/steps'
import type { RankRun } from '../page/rank'
import type { Section } from '../result'
import { ServerProcess } from '../server-process'
import type { Stage } from '../stage'
import { showStats, stats, type Stats } from '../stats'

const ROWS = 1_000_000
const READ_WASM = join(ROOT, '.cache', 'bench', 'read.wasm')

/** Exact ranking in one thread against what else a page could do. */
export async function measureRank(stage: Stage, repeat: number): Promise<Section> {
  if (
    (await tool('asc', [
      'bench/assembly/read.ts',
      '--outFile',
      READ_WASM,
      '--runtime',
      'stub',
      '--importMemory',
      '--enable',
      'simd',
      '--optimizeLevel',
      '3',
      '--noAssert',
    ])) !== 0
  )
    throw new Error('The pure read does not compile.')
  const server = await ServerProcess.start(0, 0)
  try {
    const url = await server.serve('/read.wasm', READ_WASM)
    const runs: RankRun[] = []
    for (let i = 0; i < repeat; i++)
      runs.push(
        await stage.onFreshPage(`${stage.pageOrigin}/`, (page) =>
          page.evaluate(([rows, target]) => window.bench.rank(rows, target), [ROWS, url] as const),
        ),
      )
    const ours = stats(runs.map(({ oursMs }) => oursMs))
    const arriving = stats(runs.map(({ arrivingMs }) => arrivingMs))
    /** Something's time over ours, of each run: with copies in memory, and as vectors arrive. */
    const over = (of: (run: RankRun) => number): { readonly copies: Stats; readonly arriving: Stats } => ({
      copies: stats(runs.map((run) => of(run) / run.oursMs)),
      arriving: stats(runs.map((run) => of(run) / run.arrivingMs)),
    })
    const plain = over(({ plainMs }) => plainMs)
    const duckdb = over(({ duckdbMs, duckdbRows }) => (duckdbMs * ROWS) / duckdbRows)
    const bandwidth = over(({ readMs }) => readMs)
    const gigabytes = (ms: number, bytes: number) => `${(bytes / ms / 1e6).toFixed(1)} GB/s`
    const bytes = runs[0]?.bytes ?? 0
    return {
      title: 'Exact top 100 of 1,000,000 x 512 float16, one thread',
      note:
        'In one thread of WASM SIMD, as a search ranks. With copies in memory, as from a second search on: every row is ' +
        'weighed in 8 bits, with a bound on how far each weight may be off, and every row that may be among the best by ' +
        'that bound is scored in float64, so the result is exact. Without them, as vectors arrive: cosines in float32, ' +
        'whatever is near the best in float64. All ways find the same rows; making the copies is not counted in the ' +
        'first. The plain loop decodes float16 by a table, which is the fastest plain JavaScript we know, and finds the ' +
        `same rows. DuckDB-WASM orders ${(20_000).toLocaleString('en')} FLOAT[] rows by \`list_cosine_similarity\`, and ` +
        'its time is taken as growing with the rows. The pure read goes through as many bytes of WASM memory as the ' +
        'float16 vectors have, with SIMD loads and nothing else; ranking from copies goes through half of them, and the ' +
        'float16 of few rows, so its share of the bandwidth is of bytes ranked and twice that of bytes read. Targets are ' +
        `judged with copies; what they would be without stands beside. Ratios are of one run each, times median (least–most) of ${repeat}.`,
      date: new Date().toISOString().slice(0, 10),
      rows: [
        {
          what: 'ms, with copies in memory',
          ours: showStats(ours),
          peer: showStats(stats(runs.map(({ duckdbMs, duckdbRows }) => (duckdbMs * ROWS) / duckdbRows))),
          target: '',
          met: null,
        },
        { what: 'ms, as vectors arrive', ours: showStats(arriving), peer: '', target: '', met: null },
        {
          what: 'ms to make the copies, once',
          ours: showStats(stats(runs.map(({ copiesMs }) => copiesMs))),
          peer: '',
          target: '',
          met: null,
        },
        {
          what: 'times as fast as a plain JavaScript loop',
          ours: `${plain.copies.median.toFixed(1)} (as vectors arrive ${plain.arriving.median.toFixed(1)})`,
          peer: '',
          target: '≥ 5',
          met: plain.copies.median >= 5,
        },
        {
          what: 'times as fast as `list_cosine_similarity`',
          ours: `${duckdb.copies.median.toFixed(1)} (as vectors arrive ${duckdb.arriving.median.toFixed(1)})`,
          peer: '1',
          target: '≥ 10',
          met: duckdb.copies.median >= 10,
        },
        {
          what: 'bytes of float16 ranked over time, as a share of the memory bandwidth',
          ours:
            `${bandwidth.copies.median.toFixed(2)} (${gigabytes(ours.median, bytes)} of ` +
            `${gigabytes(stats(runs.map(({ readMs }) => readMs)).median, bytes)}; as vectors arrive ` +
            `${bandwidth.arriving.median.toFixed(2)})`,
          peer: '',
          target: '≥ 0.5',
          met: bandwidth.copies.median >= 0.5,
        },
      ],
    }
  } finally {
    server.stop()
  }
}
