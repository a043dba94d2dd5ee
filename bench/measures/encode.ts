import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FULL, generatedModel } from '../../e2e/models/models'
import type { Precision } from '../../src/search/encoder/models'
import type { TextModel } from '../../src/search/encoder/models'
import { megabytes, type Row, type Section } from '../result'
import { ServerProcess } from '../server-process'
import type { Stage } from '../stage'
import { showStats, stats } from '../stats'

const PRECISIONS: readonly Precision[] = ['uint8', 'fp16', 'fp32']

/** Starting a text encoder of CLIP's full size, and encoding with it, in each precision. */
export async function measureEncode(stage: Stage, repeat: number): Promise<Section> {
  const folder = generatedModel('full', FULL)
  const model = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as TextModel
  const server = await ServerProcess.start(0, 0)
  const rows: Row[] = []
  try {
    const url = await server.serve('/model.json', join(folder, 'model.json'))
    for (const { path } of [model.tokenizer.file, ...Object.values(model.text)]) await server.serve(`/${path}`, join(folder, path))
    for (const precision of PRECISIONS) {
      const run = await stage.onFreshPage(`${stage.pageOrigin}/`, (page) =>
        page.evaluate(([target, kind, count]) => window.bench.encode(target, kind, count), [url, precision, repeat] as const),
      )
      const row = (what: string, ours: string): Row => ({ what: `${precision}, ${what}`, ours, peer: '', target: '', met: null })
      rows.push(row(`${megabytes(model.text[precision]?.bytes ?? 0)}: ms to start`, run.startMs.toFixed(0)))
      for (const texts of [run.short, run.long])
        rows.push(row(`ms for a text of ${texts[0]?.tokens ?? 0} tokens`, showStats(stats(texts.map(({ ms }) => ms)))))
    }
  } finally {
    server.stop()
  }
  return {
    title: 'Text encoder of CLIP ViT-B/32’s size, on the CPU',
    note:
      'A generated model with the exact graph and measures of the real one and seeded weights, run by onnxruntime-web ' +
      '(WASM, one thread) in its worker. Starting is from the files being there to three known texts being encoded ' +
      'rightly. Times: median (least–most).',
    date: new Date().toISOString().slice(0, 10),
    rows,
  }
}
