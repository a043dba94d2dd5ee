import { randomOf } from '../../scripts/fuzz/mutate'

/** Datasets that are opened: the sample can be searched, `failing` lies on hosts whose faults come and go, `stored` holds its pictures. */
export const DATASETS = ['sample', 'shards', 'failing', 'stored'] as const
export type DatasetName = (typeof DATASETS)[number]

/** Faults of the host of `failing`, switched on and off. */
export const SOAK_FAULTS = ['none', 'busy', 'broken', 'cut', 'slow', 'gone'] as const
export type SoakFault = (typeof SOAK_FAULTS)[number]

const CLASSES = ['UNLIKELY', 'UNSURE', 'NSFW', 'UNTAGGED'] as const
const WORDS = ['vintage', 'red', 'house', 'dog', 'cat'] as const
const SENTENCES = ['a dog', 'pizza', 'something red', 'a castle by the sea'] as const

export type Action =
  | { readonly kind: 'open'; readonly dataset: DatasetName }
  | { readonly kind: 'class'; readonly name: (typeof CLASSES)[number] }
  | { readonly kind: 'caption'; readonly word: string }
  | { readonly kind: 'similarity'; readonly from: string; readonly to: string }
  | { readonly kind: 'search'; readonly sentence: string }
  | { readonly kind: 'scroll'; readonly share: number }
  | { readonly kind: 'open pair'; readonly position: number }
  | { readonly kind: 'fault'; readonly fault: SoakFault }
  | { readonly kind: 'consent'; readonly name: 'UNSURE' | 'UNTAGGED' }
  | {
      readonly kind:
        'next pair' | 'close pair' | 'back' | 'forward' | 'theme' | 'pause' | 'resume' | 'retry' | 'clear search' | 'clear filters'
    }

/** What the driver takes the page for. The page itself may be elsewhere, as when a host failed: an action can then not be done. */
export interface State {
  readonly screen: 'start' | 'explorer' | 'pair'
  readonly dataset: DatasetName | null
}

export const AT_START: State = { screen: 'start', dataset: null }

/** Actions of a round: between two of them the page is back at its start and is measured. */
export const ROUND = 14

/** The action of a step: it follows from the seed, the number of the step and the state alone. */
export function choose(seed: number, step: number, { screen, dataset }: State): Action {
  const random = randomOf(seed * 1_000_003 + step)
  // Neighbouring seeds give neighbouring first numbers.
  random()
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T
  const share = (digits: number): number => Number(random().toFixed(digits))
  if (screen === 'start') return { kind: 'open', dataset: pick(DATASETS) }
  if (screen === 'pair') return { kind: pick(['next pair', 'next pair', 'close pair', 'close pair', 'back', 'theme'] as const) }
  const kinds = [
    'class',
    'class',
    'caption',
    'similarity',
    'scroll',
    'scroll',
    'scroll',
    'open pair',
    'open pair',
    'back',
    'forward',
    'theme',
    'consent',
    'pause',
    'resume',
    'clear filters',
    ...(dataset === 'sample' ? (['search', 'search', 'clear search'] as const) : []),
    ...(dataset === 'failing' ? (['fault', 'fault', 'retry', 'retry'] as const) : []),
  ] as const
  const kind = pick(kinds)
  switch (kind) {
    case 'class':
      return { kind, name: pick(CLASSES) }
    case 'caption':
      return { kind, word: pick(WORDS) }
    case 'similarity': {
      const from = share(2) / 2
      return { kind, from: from.toFixed(2), to: (from + 0.2).toFixed(2) }
    }
    case 'search':
      return { kind, sentence: pick(SENTENCES) }
    case 'scroll':
      return { kind, share: share(3) }
    case 'open pair':
      return { kind, position: 1 + Math.floor(random() * 4) }
    case 'fault':
      return { kind, fault: pick(SOAK_FAULTS) }
    case 'consent':
      return { kind, name: pick(['UNSURE', 'UNTAGGED'] as const) }
    default:
      return { kind }
  }
}

/** What the driver takes the page for after an action. */
export function after(state: State, action: Action): State {
  switch (action.kind) {
    case 'open':
      return { screen: 'explorer', dataset: action.dataset }
    case 'open pair':
      return { ...state, screen: 'pair' }
    case 'close pair':
    case 'back':
      return { ...state, screen: 'explorer' }
    default:
      return state
  }
}

/** The actions of a round, as they would be done by a page that is never elsewhere. */
export function roundOf(seed: number, round: number): readonly Action[] {
  const actions: Action[] = []
  let state = AT_START
  for (let i = 0; i < ROUND; i++) {
    const action = choose(seed, round * ROUND + i, state)
    actions.push(action)
    state = after(state, action)
  }
  return actions
}
