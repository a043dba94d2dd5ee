import { describe, expect, it } from 'vitest'
import { Turns } from './turns'

const pause = () => new Promise((resolve) => setTimeout(resolve, 1))

describe('turns', () => {
  it('runs one at a time, urgent before patient', async () => {
    const turns = new Turns()
    const log: string[] = []
    const work = (name: string) => async () => {
      log.push(`${name} starts`)
      await pause()
      log.push(`${name} ends`)
    }
    await Promise.all([turns.take('patient', work('a')), turns.take('patient', work('b')), turns.take('urgent', work('c'))])
    expect(log).toEqual(['a starts', 'a ends', 'c starts', 'c ends', 'b starts', 'b ends'])
  })

  it('never runs what was aborted in the queue, and goes on', async () => {
    const turns = new Turns()
    const controller = new AbortController()
    let ran = false
    const first = turns.take('urgent', pause)
    const aborted = turns.take('urgent', () => Promise.resolve((ran = true)), controller.signal)
    const last = turns.take('urgent', () => Promise.resolve('last'))
    controller.abort()
    await first
    await expect(aborted).rejects.toThrow()
    expect(await last).toBe('last')
    expect(ran).toBe(false)
  })

  it('goes on after a failure', async () => {
    const turns = new Turns()
    await expect(turns.take('urgent', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await turns.take('urgent', () => Promise.resolve(1))).toBe(1)
  })
})
