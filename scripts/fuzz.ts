/** `npm run fuzz -- [--runs N] [--seed S] [--from I] [parser...]`: reads damaged files by every parser, or by those named. */
import { parseArgs } from 'node:util'
import { fuzz, fuzzTargets } from './fuzz/run'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' }, from: { type: 'string', default: '0' } },
})
const targets = fuzzTargets()
const unknown = positionals.filter((name) => !targets.has(name))
if (unknown.length > 0) {
  console.error(`There is no parser ${unknown.join(', ')}. There are: ${[...targets.keys()].join(', ')}.`)
  process.exit(2)
}
let failed = false
for (const [name, module] of targets) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const { runs, faults, seconds, peak } = await fuzz(module, {
    seed: Number(values.seed),
    from: Number(values.from),
    runs: Number(values.runs),
  })
  console.log(`${name}: ${runs} damaged files, ${faults.length} faults, ${seconds.toFixed(1)} s, at most ${Math.round(peak / 1e6)} MB`)
  for (const { index, kind, how, detail } of faults)
    console.log(`  ${kind} at --seed ${values.seed} --from ${index} --runs 1: ${how}\n    ${detail}`)
  failed ||= faults.length > 0
}
process.exitCode = failed ? 1 : 0
