import { expect, it } from 'vitest'
import { Memory } from './memory'

it('counts rows claimed and whatever else lies in the table', () => {
  let columns = 0
  const memory = new Memory(1000, 10, () => columns)
  expect([memory.holds(100), memory.holds(101), memory.couldHold(101)]).toEqual([true, false, false])
  memory.claim(60)
  expect([memory.holds(40), memory.holds(41), memory.couldHold(100), memory.isFull]).toEqual([true, false, true, false])
  columns = 401
  expect([memory.holds(0), memory.isFull]).toEqual([false, true])
})

it('wakes whoever waits for room: when rows are given back, and when the budget grows', async () => {
  const memory = new Memory(100, 1, () => 0)
  memory.claim(100)
  const first = memory.freed.until(() => memory.holds(50))
  memory.giveBack(60)
  await first
  memory.claim(60)
  const second = memory.freed.until(() => memory.holds(50))
  memory.budgetBytes = 200
  await second
  expect(memory.budgetBytes).toBe(200)
})
