import { describe, expect, it } from 'vitest'
import { after, AT_START, choose, DATASETS, roundOf, SOAK_FAULTS, type Action } from './actions'

const rounds = (seed: number, count = 200): readonly Action[] => Array.from({ length: count }, (_, round) => roundOf(seed, round)).flat()

describe('the actions of a soak', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(rounds(1, 5)).toEqual(rounds(1, 5))
    expect(rounds(1, 5)).not.toEqual(rounds(2, 5))
  })

  it('hang on nothing but seed, step and state', () => {
    const state = { screen: 'explorer', dataset: 'failing' } as const
    const first = choose(7, 42, state)
    choose(8, 1, AT_START)
    expect(choose(7, 42, { ...state })).toEqual(first)
  })

  it('are of every kind before long, with every dataset and fault', () => {
    const all = rounds(1)
    expect(new Set(all.map(({ kind }) => kind)).size).toBe(19)
    expect(new Set(all.flatMap((action) => (action.kind === 'open' ? [action.dataset] : [])))).toEqual(new Set(DATASETS))
    expect(new Set(all.flatMap((action) => (action.kind === 'fault' ? [action.fault] : [])))).toEqual(new Set(SOAK_FAULTS))
  })

  it('open something first, search only the sample, and break only the host that fails', () => {
    for (let round = 0; round < 200; round++) {
      const [first, ...others] = roundOf(3, round)
      expect(first?.kind).toBe('open')
      const dataset = first?.kind === 'open' ? first.dataset : null
      for (const { kind } of others) {
        expect(kind).not.toBe('open')
        if (kind === 'search') expect(dataset).toBe('sample')
        if (kind === 'fault') expect(dataset).toBe('failing')
      }
    }
  })

  it('lead from screen to screen', () => {
    const open = after(AT_START, { kind: 'open', dataset: 'shards' })
    expect(open).toEqual({ screen: 'explorer', dataset: 'shards' })
    const pair = after(open, { kind: 'open pair', position: 1 })
    expect(pair.screen).toBe('pair')
    expect(after(pair, { kind: 'theme' })).toEqual(pair)
    expect(after(pair, { kind: 'back' })).toEqual(open)
  })
})
