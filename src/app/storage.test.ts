import { expect, it } from 'vitest'
import { bytesOf, modelName, vectorsName } from './storage'

it('a model is called by where it lies, and the sample’s by what it is', () => {
  const home = 'https://me.test/pairs/'
  expect(modelName('https://huggingface.co/Xenova/clip-vit-base-patch32/resolve/main/', home)).toBe(
    'huggingface.co/Xenova/clip-vit-base-patch32',
  )
  expect(modelName('https://mirror.test/clip/', home)).toBe('mirror.test/clip')
  expect(modelName('https://me.test/pairs/sample/encoder/', home)).toBe('The sample’s model')
  expect(modelName('https://user:secret@mirror.test/clip/', home)).toBe('mirror.test/clip')
  expect(modelName('', home)).toBe('A model')
})

it('a dataset without a stored name is told by when it was open', () => {
  expect(vectorsName({ name: 'laion/emoji', lastUsed: 1 })).toBe('laion/emoji')
  expect(vectorsName({ name: '', lastUsed: new Date(2026, 10, 24).getTime() })).toBe('A dataset opened on 24 Nov')
  expect(vectorsName({ name: '', lastUsed: 0 })).toBe('A dataset opened some time ago')
})

it('all that is kept is counted, and what cannot be had as nothing', () => {
  const kept = { models: [{ base: 'm', bytes: 4 }], sources: 1, schemas: 1, views: 0, mirror: null, room: null }
  expect(bytesOf({ ...kept, app: null, vectors: null })).toBe(4)
  expect(bytesOf({ ...kept, app: { app: 1, engines: 2, sample: 3 }, vectors: [{ name: '', bytes: 10, lastUsed: 0, files: [] }] })).toBe(20)
})
