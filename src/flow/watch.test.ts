import { describe, expect, it } from 'vitest'
import { heard, tick, TICK_MS, UNWATCHED, type Tick, type Watch } from './watch'

const LIMIT = 20_000

/** A watch that a test leads through time; says what each tick led to, but for waiting. */
function watching() {
  let watch: Watch = UNWATCHED
  let now = 5_000_000
  const said: string[] = []
  const step = (ms: number, { working = true, hidden = false }: Partial<Omit<Tick, 'now'>> = {}) => {
    now += ms
    const next = tick(watch, { now, working, hidden }, LIMIT)
    watch = next.watch
    if (next.then !== 'wait') said.push(next.then)
  }
  return {
    said,
    /** Lets time pass with a tick each second. */
    wait: (seconds: number, how?: Partial<Omit<Tick, 'now'>>) => {
      for (let second = 0; second < seconds; second++) step(TICK_MS, how)
    },
    step,
    hear: () => {
      watch = heard(watch)
    },
  }
}

describe('a watch', () => {
  it('asks after a little silence, once, and gives up after a long one', () => {
    const { said, wait } = watching()
    wait(2)
    expect(said).toEqual([])
    wait(1)
    expect(said).toEqual(['ask'])
    wait(19)
    expect(said).toEqual(['ask'])
    wait(1)
    expect(said).toEqual(['ask', 'dead'])
  })

  it('begins anew with every sign of life', () => {
    const { said, wait, hear } = watching()
    for (let round = 0; round < 10; round++) {
      wait(15)
      hear()
    }
    expect(said).toEqual(Array.from({ length: 10 }, () => 'ask'))
  })

  it('asks nothing while there is no work', () => {
    const { said, wait } = watching()
    wait(100, { working: false })
    expect(said).toEqual([])
    wait(1)
    wait(100, { working: false })
    expect(said).toEqual([])
  })

  it('gives nobody up while the page is hidden, and takes the time again when it is seen', () => {
    const { said, wait } = watching()
    wait(15)
    wait(3600, { hidden: true })
    expect(said).toEqual(['ask'])
    wait(15)
    expect(said).toEqual(['ask', 'ask'])
  })

  it('does not take a machine that slept for a worker that died', () => {
    const { said, wait, step, hear } = watching()
    wait(15)
    step(8 * 3600_000)
    expect(said).toEqual(['ask'])
    hear()
    step(8 * 3600_000)
    wait(3)
    expect(said).not.toContain('dead')
  })

  it('counts the ticks of a page whose timers are held back, not the minutes between them', () => {
    const { said, step } = watching()
    for (let minute = 0; minute < 8; minute++) step(60_000)
    expect(said).toEqual(['ask'])
  })

  it('is not misled by a clock that was set back', () => {
    const { said, step, wait } = watching()
    wait(10)
    step(-3600_000)
    expect(said).toEqual(['ask'])
    wait(13)
    expect(said).toEqual(['ask', 'dead'])
  })
})
