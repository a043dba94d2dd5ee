import { parseArgs } from 'node:util'

export const MEASURES = ['first-page', 'facets', 'scan', 'export', 'memory', 'start', 'encode', 'rank'] as const
export type MeasureName = (typeof MEASURES)[number]

export interface Args {
  readonly only: readonly MeasureName[]
  readonly repeat: number
}

/** `--only first-page,facets --repeat 5` */
export function readArgs(argv: readonly string[]): Args {
  const { values } = parseArgs({ args: [...argv], options: { only: { type: 'string' }, repeat: { type: 'string', default: '5' } } })
  const only = values.only === undefined ? MEASURES : values.only.split(',').map(measureName)
  const repeat = Number(values.repeat)
  if (!Number.isInteger(repeat) || repeat < 1) throw new Error(`--repeat takes a whole number of at least 1, not “${values.repeat}”.`)
  return { only, repeat }
}

function measureName(text: string): MeasureName {
  const name = MEASURES.find((measure) => measure === text)
  if (!name) throw new Error(`--only takes ${MEASURES.join(', ')}, not “${text}”.`)
  return name
}
