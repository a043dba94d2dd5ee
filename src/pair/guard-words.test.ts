import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readings } from './guard-text'
import { MINOR_WORDS, SEX_WORDS } from './guard-words'
import { isRefusedSearch, mentionsMinors } from './safety'

/** Captions that speak of minors, and such that do not though they nearly look like it. */
const CAPTIONS: Readonly<Record<keyof typeof MINOR_WORDS, { readonly speak: readonly string[]; readonly not: readonly string[] }>> = {
  English: {
    speak: [
      'two kids at the beach',
      'Children’s day',
      'a 15 year old',
      '12-year-old swimmer',
      'aged 9',
      '14 y/o',
      '16yo',
      'sixteen years old',
      'under-age drinking',
      'under 18',
      'Pre-Teen',
      'teenager',
      'newborn',
      'elementary school play',
      'toddlers',
      'Lolita dress',
      'babygirl',
      'high schooler',
    ],
    not: [
      'kidney beans',
      'a babysitter-free evening',
      'childish handwriting',
      'teenth',
      'Minorca in May',
      'girlfriend',
      'cowboy',
      'infantry',
      'a 45 year old whisky',
      'aged 12000 days',
      'page 12',
      'tweening',
      'boycott',
    ],
  },
  Spanish: {
    speak: ['Niñas jugando', 'NIÑO', 'menor de edad', 'adolescentes', 'bebé', 'una chica de 15 años', 'quinceañera', 'colegialas'],
    not: ['el menor precio', 'niñera', '45 años', 'infantería', 'chicago'],
  },
  French: {
    speak: ['des enfants', 'petite fille', 'fillettes', 'un garçon', 'bébé', 'écolière', 'lycéenne', '15 ans', 'mineures'],
    not: ['enfantin', 'filleul', 'millefeuille', '45 ans', 'gaminerie', 'adoration'],
  },
  German: {
    speak: [
      'Kinder',
      'ein Kind',
      'Mädchen',
      'Maedchen',
      'Schulmädchen',
      'minderjährig',
      '14-jährige',
      'Jugendlicher',
      'Säugling',
      'ein Junge',
      '9 Jahre alt',
    ],
    not: ['one of a kind', 'kind regards', 'Jungfrau', '45-jährige', 'Kindle'],
  },
  Italian: { speak: ['bambina', 'ragazzine', 'minorenne', 'neonato', '15 anni'], not: ['bambola', '45 anni', 'ragazzata'] },
  Portuguese: {
    speak: ['crianças', 'menina', 'garotas', 'menor de idade', 'novinha', '15 anos'],
    not: ['45 anos', 'criançada', 'meninges'],
  },
  Russian: {
    speak: ['ребёнок', 'РЕБЕНОК', 'дети', 'девочка', 'мальчики', 'подростки', 'школьница', 'несовершеннолетняя', '15 лет', '14-летняя'],
    not: ['детектив', '45 лет', 'девушка', 'деталь'],
  },
  Korean: {
    speak: ['여고생 사진', '어린이날', '미성년자', '초딩', '15살', '15세 소년', '10세'],
    not: ['15세기 유물', '45세', '등대와 배', '대학원'],
  },
  Japanese: {
    speak: ['少女', '子ども', '女子高生', '１５歳', '十五歳', '赤ちゃん', 'ロリ', '小学生', '10代'],
    not: ['カロリー', 'フロリダ', 'グロリア', '45歳', '灯台', '1910代理店'],
  },
  Chinese: {
    speak: ['儿童', '兒童', '未成年', '小女孩', '幼童', '15岁', '十六歲', '萝莉', '初中生'],
    not: ['45岁', '女子', '灯塔', '大学生'],
  },
}

it('every language of the lists has captions here', () => {
  expect(Object.keys(CAPTIONS)).toEqual(Object.keys(MINOR_WORDS))
})

for (const [language, { speak, not }] of Object.entries(CAPTIONS)) {
  describe(`captions in ${language}`, () => {
    it.each(speak)('speak of minors: %s', (caption) => {
      expect(mentionsMinors(caption)).toBe(true)
      expect(mentionsMinors(caption.toUpperCase())).toBe(true)
    })
    it.each(not)('do not: %s', (caption) => expect(mentionsMinors(caption)).toBe(false))
  })
}

describe('words for minors are broad on purpose', () => {
  it.each(['kid leather', 'a minor scale', 'baby blue paint', '10 ans de garantie', '아이폰', '남아프리카', '유아용', 'El Niño'])(
    'so this caption counts too: %s',
    (caption) => expect(mentionsMinors(caption)).toBe(true),
  )
})

describe('a word is found in disguise', () => {
  it.each([
    ['full-width letters', 'ｋｉｄｓ'],
    ['letters of mathematics', '𝓴𝓲𝓭𝓼'],
    ['a ligature', 'ﬁlles'],
    ['zero width in the word', 'k\u200bi\u200cd\u2060s'],
    ['a soft hyphen', 'chil\u00addren'],
    ['a direction in the word', 'ki\u202eds\u202c'],
    ['a control character', 'ki\u0001ds'],
    ['marks over and through it', 'k\u0336i\u0336d\u0336s\u0336'],
    ['accents', 'kïds'],
    ['decomposed accents', 'nin\u0303as'],
    ['decomposed Hangul', '어린이'.normalize('NFD')],
    ['half-width katakana', 'ｼｮﾀ'],
    ['Turkish capitals', 'KİDS'],
    ['Turkish small letters', 'kıds'],
    ['a character reference', 'k&#105;ds'],
    ['one escaped twice', 'k&amp;#x69;ds'],
    ['an invisible reference', 'ki&shy;ds'],
    ['digits for letters', 'k1ds'],
    ['several', 't33n'],
    ['at the end', 'kid5'],
    ['at the beginning', '7eens'],
    ['signs for letters', 'b@by'],
    ['look-alikes of other alphabets', 'kіdѕ'],
    ['Greek ones', 'kιds'],
    ['look-alikes alone', 'кіԁѕ'],
    ['capital ones', 'КІDЅ'],
    ['capital Greek ones, of other sounds when small', 'ΤΕΕΝ'],
    ['Armenian ones', 'tееո'],
    ['Latin letters in a Cyrillic word', 'дeти'],
    ['several of them', 'пoдpocтки'],
    ['a letter at a time', 'k i d s'],
    ['a word of one letter before them', 'a k i d s'],
    ['with several spaces', 'k   i   d   s'],
    ['of another alphabet', 'д е т и'],
    ['of another alphabet with dots', 'Д.Е.В.О.Ч.К.А'],
    ['look-alikes a letter at a time', 'к і ԁ ѕ'],
    ['syllables', '여 고 생 사진'],
    ['characters', '写真 少 女'],
    ['kana', 'シ・ョ・タ'],
    ['with dots', 't.e.e.n'],
    ['with hyphens', 'g-i-r-l'],
    ['repeated spaces', 'under    aged'],
    ['a file’s name', 'little_girl_02.jpg'],
    ['in camelCase', 'myLittleGirl02'],
    ['behind capitals', 'HDGirl photo'],
    ['a long dash', '15—year—old'],
    ['a space that does not break', 'school\u00a0girl'],
  ])('%s: %s', (_, caption) => expect(mentionsMinors(caption)).toBe(true))

  it.each([
    'A B O V E',
    'v1.5.3',
    '1920s',
    '5D Mark IV',
    'eBay',
    '4th',
    'iPhone 14 Pro',
    'M4A1',
    'a.m. or p.m.',
    '',
    '&',
    '🐦‍⬛',
    '\u{e0041}',
    'тот сон и рот',
    'Москва и я',
    'Η Ελλάδα και ο κόσμος',
    'в Paris и в Rome',
    'א ב ג ד',
    '東 京 都',
  ])('and not where there is none: %s', (caption) => expect(mentionsMinors(caption)).toBe(false))

  it('wherever in a word the unseen is put', () => {
    const unseen = fc.constantFrom('\u200b', '\u200d', '\u00ad', '\u2060', '\ufe0f', '\u0301', '\u034f', '\u202e', '\u{e0061}', '\u0007')
    fc.assert(
      fc.property(
        fc.constantFrom('kids', 'mädchen', '어린이', '子供', 'дети', 'niña'),
        fc.array(unseen, { minLength: 1, maxLength: 6 }),
        (word, signs) => {
          const letters = Array.from(word)
          const hidden = letters.map((letter, i) => letter + (signs[i] ?? '')).join('')
          expect(mentionsMinors(`photo ${hidden}`)).toBe(true)
        },
      ),
    )
  })

  it('any text is read, and what is found stays found with plain words around it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(readings(text).length).toBeGreaterThan(0)
        expect(mentionsMinors(`${text.replaceAll('&', '')} , children`)).toBe(true)
      }),
    )
  })

  it('whatever letters of other alphabets are put in place of its own, and however they are spaced', () => {
    const likes = { k: 'кκ', i: 'іι', d: 'ԁ', s: 'ѕ', t: 'тτ', e: 'еε', n: 'п', b: 'в', o: 'оοօ', y: 'уγ' }
    const disguised = fc
      .constantFrom('kids', 'teens', 'boys', 'дети', 'девочки')
      .chain((word) =>
        fc.tuple(
          fc.tuple(
            ...Array.from(word, (letter) => fc.constantFrom(letter, ...Array.from((likes as Record<string, string>)[letter] ?? ''))),
          ),
          fc.constantFrom('', ' ', '.', ' - ', '·'),
        ),
      )
    fc.assert(
      fc.property(disguised, ([letters, between]) => {
        expect(mentionsMinors(`photo, ${letters.join(between)}!`)).toBe(true)
      }),
    )
  })

  it.each(['k', 'a ', '1a', 'aB', 'аa', '&amp;', 'д ', 'д.', 'д', '少 ', '. ', 'а1', 'ab c '])(
    'a text takes time by its length alone: %s',
    (piece) => {
      // One that went over the text anew from each place would not come to its end within the test's time.
      mentionsMinors(piece.repeat(200_000 / piece.length))
    },
  )
})

describe('a refused search', () => {
  const SEARCHES: Readonly<Record<keyof typeof SEX_WORDS, string>> = {
    English: 'nude teen',
    'Spanish, Portuguese, Italian': 'niña desnuda',
    French: 'fillette nue',
    German: 'nacktes Mädchen',
    Russian: 'голая девочка',
    Korean: '미성년 누드',
    Japanese: '少女 ヌード',
    Chinese: '未成年 色情',
  }
  it('is told in every language', () => {
    expect(Object.keys(SEARCHES)).toEqual(Object.keys(SEX_WORDS))
    for (const search of Object.values(SEARCHES)) expect(isRefusedSearch([search]), search).toBe(true)
  })
  it.each(['n u d e kids', 'nud3 girl', 'ＮＵＤＥ child', 'p\u200born, teens'])('is told in disguise: %s', (text) => {
    expect(isRefusedSearch([text])).toBe(true)
  })
  it.each(['girl in a swimsuit', 'children’s art school', 'a yellow dress イエロー 少女', 'Essex kids', 'a bare tree, a boy'])(
    'is not one without words for sex: %s',
    (text) => expect(isRefusedSearch([text])).toBe(false),
  )
})
