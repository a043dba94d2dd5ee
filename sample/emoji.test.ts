import { describe, expect, it } from 'vitest'
import { captionOf, spokenKoreanLabel, spokenLabel } from './captions'
import { readConcepts, readDrawings, SETS, slugOf } from './emoji'

describe('emoji', () => {
  const concepts = readConcepts()
  const drawings = readDrawings(concepts)

  it('are found in each of the four sets, without skin tones', () => {
    for (const set of SETS) expect(drawings.filter((drawing) => drawing.set === set).length).toBeGreaterThan(1500)
    expect(drawings.length).toBeGreaterThan(6900)
    expect(concepts.some(({ label }) => label.includes('skin tone'))).toBe(false)
    expect(slugOf('woman’s hat & “more” (Åland)')).toBe('womans-hat-and-more-aland')
  })

  it('have captions in both languages in the stated shares', () => {
    const counts = { en: 0, ko: 0, both: 0 }
    for (const { concept, set } of drawings) {
      const found = concepts[concept]
      if (!found) throw new Error('A drawing of nothing.')
      const { text, language } = captionOf(found, set)
      counts[language]++
      expect(text).toMatch(/\S{1,}/)
      expect(text).not.toMatch(/undefined| {2}|, ,|\(\)/)
    }
    expect(counts.en / drawings.length).toBeCloseTo(0.65, 1)
    expect(counts.ko / drawings.length).toBeCloseTo(0.25, 1)
    expect(counts.both / drawings.length).toBeCloseTo(0.1, 1)
  })

  it('speak their labels as people do', () => {
    expect(spokenLabel('flag: Japan')).toBe('flag of Japan')
    expect(spokenLabel('keycap: 1')).toBe('keycap 1')
    expect(spokenKoreanLabel('깃발: 일본')).toBe('일본 깃발')
  })
})
