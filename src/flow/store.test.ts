import { expect, it } from 'vitest'
import { Store } from './store'

it('tells those who watch of each change, and of nothing else', () => {
  const store = new Store(1)
  const heard: number[] = []
  const leave = store.subscribe(() => heard.push(store.get()))
  store.set(2)
  store.set(2)
  leave()
  store.set(3)
  expect([heard, store.get()]).toEqual([[2], 3])
})

it('tells the others even when one leaves while it is told', () => {
  const store = new Store('a')
  const heard: string[] = []
  const leave = store.subscribe(() => leave())
  store.subscribe(() => heard.push(store.get()))
  store.set('b')
  expect(heard).toEqual(['b'])
})
