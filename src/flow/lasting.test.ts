import { describe, expect, it } from 'vitest'
import { Calls, type ErrorsAsValues } from './calls'
import { LastingLine, mayRestart, RESTARTS, RESTARTS_WITHIN_MS } from './lasting'
import type { Death } from './life'

interface Kitchen {
  cook(dish: string): string
}

const ERRORS: ErrorsAsValues = { toValue: String, toError: (value) => new Error(String(value)) }
const GONE: Death = { kind: 'gone' }
const soon = () => new Promise((resolve) => setTimeout(resolve, 20))

/** A line to kitchens; those before the first that `works` cook for ever. */
function line(works: number, excused = false) {
  const ports: MessagePort[] = []
  const deaths: ((death: Death) => void)[] = []
  const told: string[] = []
  let now = 1000
  const lasting = new LastingLine<Kitchen>(
    {
      connect(onDeath) {
        const nth = deaths.length
        const { port1, port2 } = new MessageChannel()
        ports.push(port1, port2)
        new Calls<object, Kitchen>(port1, { cook: (dish) => (nth < works ? new Promise(() => undefined) : `${dish} by ${nth}`) }, ERRORS)
        const calls = new Calls<Kitchen>(port2, {}, ERRORS)
        port1.start()
        port2.start()
        deaths.push((death) => calls.end(onDeath(death)))
        return { calls, end: (error) => calls.end(error) }
      },
      restarted(_, { kind }) {
        told.push(kind)
        return { excused }
      },
      stopped: ({ kind }) => new Error(`stopped: ${kind}`),
    },
    () => now,
  )
  return {
    lasting,
    told,
    die: (death: Death = GONE) => deaths.at(-1)?.(death),
    wait: (ms: number) => (now += ms),
    close: () => ports.forEach((port) => port.close()),
  }
}

describe('a worker', () => {
  it('that dies is replaced, and the next one answers what was asked', async () => {
    const { lasting, told, die, close } = line(2)
    const dishes = Promise.all([lasting.ask('cook', ['soup']), lasting.ask('cook', ['stew'])])
    await soon()
    die()
    await soon()
    lasting.giveUp({ kind: 'silent', seconds: 20 })
    expect(await dishes).toEqual(['soup by 2', 'stew by 2'])
    expect(told).toEqual(['gone', 'silent'])
    close()
  })

  it('that dies again and again is given up, with the error of the last death', async () => {
    const { lasting, told, die, close } = line(99)
    const dish = lasting.ask('cook', ['soup'])
    for (let death = 0; death <= RESTARTS; death++) die()
    await expect(dish).rejects.toThrow('stopped: gone')
    await expect(lasting.ask('cook', ['stew'])).rejects.toThrow('stopped: gone')
    expect(told).toHaveLength(RESTARTS)
    close()
  })

  it('may die now and then, and any number of times of what is left out afterwards', () => {
    const often = line(99)
    for (let death = 0; death < 20; death++) {
      often.wait(RESTARTS_WITHIN_MS / RESTARTS)
      often.die()
    }
    expect(often.told).toHaveLength(20)
    const excused = line(99, true)
    for (let death = 0; death < 20; death++) excused.die()
    expect(excused.told).toHaveLength(20)
    often.close()
    excused.close()
  })

  it('that did not start is not started again', async () => {
    const { lasting, told, die, close } = line(99)
    die({ kind: 'not-started' })
    await expect(lasting.ask('cook', ['soup'])).rejects.toThrow('stopped: not-started')
    expect(told).toEqual([])
    close()
  })

  it('that is ended on purpose stays ended', async () => {
    const { lasting, close } = line(99)
    lasting.end(new Error('closed'))
    await expect(lasting.ask('cook', ['soup'])).rejects.toThrow('closed')
    close()
  })
})

it('deaths of long ago do not count', () => {
  expect(mayRestart([0, 0, 0], RESTARTS_WITHIN_MS - 1)).toBe(false)
  expect(mayRestart([0, 0, 0], RESTARTS_WITHIN_MS)).toBe(true)
})
