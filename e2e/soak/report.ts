import { table } from '../../scripts/reliability/page'
import { BOUNDS, type Figure, type Verdict } from './growth'

export interface Soak {
  readonly seed: number
  readonly minutes: number
  readonly rounds: number
  readonly actions: number
  /** Of the actions, those for which the page had nothing at that moment. */
  readonly passedOver: number
  readonly verdicts: readonly Verdict[]
  readonly errors: readonly string[]
  /** In words. */
  readonly machine: string
}

const NAMES: Readonly<Record<Figure, string>> = {
  heapMB: 'heap of the page, MB',
  memoryMB: 'memory of the renderer (PSS), MB',
  nodes: 'nodes',
  listeners: 'event listeners',
  workers: 'workers',
  storageMB: 'storage, MB',
}

export function hasFailed({ errors, verdicts }: Soak): boolean {
  return errors.length > 0 || verdicts.some(({ grows }) => grows)
}

/** Markdown, for the page and the console alike. */
export function soakText(soak: Soak): string {
  const { seed, minutes, rounds, actions, passedOver, verdicts, errors, machine } = soak
  const number = (value: number): string => (Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1))
  const rows = verdicts.map(({ figure, first, last, peak, slope, bound, grows }) => [
    NAMES[figure],
    number(first),
    number(last),
    number(peak),
    slope.toFixed(3),
    `${bound}${grows ? ', exceeded' : ''}`,
  ])
  return [
    `${minutes} minutes with seed ${seed}: ${rounds} rounds, ${actions} actions, ${passedOver} of them passed over because the page had ` +
      `no such thing at that moment, ${errors.length} errors. ${machine}.`,
    '',
    table(['At the start page, after garbage collection', 'first quarter', 'last quarter', 'peak', 'slope a round', 'bound'], rows),
    ...(Object.keys(BOUNDS).length > verdicts.length
      ? ['', 'The memory of the renderer is not measured on this system: it has no /proc.']
      : []),
  ].join('\n')
}
