import { expect, it } from 'vitest'
import { MODELS, modelFor } from './registry'

it('knows a checkpoint by its usual names', () => {
  for (const name of [
    'openai/clip-vit-base-patch32',
    'ViT-B/32',
    'ViT-B-32',
    'openai/ViT-B-32',
    'clip-vit-base-patch32',
    'ViT-B-32-quickgelu',
  ])
    expect(modelFor(name)?.id).toBe('openai/clip-vit-base-patch32')
})

it('does not take a checkpoint for another', () => {
  for (const name of ['', 'ViT-L/14', 'laion/CLIP-ViT-B-32-laion2B-s34B-b79K', 'constructor', 'ViT-B/16', 'hasOwnProperty'])
    expect(modelFor(name)).toBeNull()
})

it('has known answers for every model', () => {
  for (const { known, base, text } of MODELS) {
    expect(known.length).toBeGreaterThan(0)
    expect(base).toMatch(/^https:.*\/$/)
    expect(Object.keys(text).length).toBeGreaterThan(0)
  }
})
