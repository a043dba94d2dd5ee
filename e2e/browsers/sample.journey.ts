import { expectCount, expectPictures, MATCHING, openPair, PAIR, scores, SEARCH_LINE, tile } from './explorer'
import { the } from './person'
import { expect, test } from './test'

const ROWS = 7073

test.beforeEach(async ({ visit, person }) => {
  await visit()
  await person.click(the('button', 'Explore the sample'))
  await expectCount(person, ROWS, ROWS)
})

test.afterEach(async ({ complaints }) => {
  expect(await complaints()).toEqual([])
})

test('the sample opens with its pictures, and filters change the count', async ({ person }) => {
  await expectPictures(person, 8)
  await person.click(the('checkbox', /^UNLIKELY\b/, the('region', 'Safety tag')))
  await person.expectText(MATCHING, /^[1-6],\d{3} of 7,073 pairs$/)
  const [tagged] = await person.all(MATCHING)
  await person.enter(the('textbox', 'Similarity from'), '0.35')
  await expect.poll(async () => (await person.all(MATCHING))[0]?.text).not.toBe(tagged?.text)
  await person.expectText(MATCHING, /^[\d,]+ of 7,073 pairs$/)
  await person.driver.back()
  await expect.poll(async () => (await person.all(MATCHING))[0]?.text).toBe(tagged?.text)
  await person.driver.back()
  await expectCount(person, ROWS, ROWS)
})

test('words rank the pairs, and one of them opens with its columns', async ({ person }) => {
  await person.enter(the('searchbox', 'Search by meaning'), 'pizza')
  await person.expectText(SEARCH_LINE, /Ranked 7,073 rows/)
  await expect.poll(async () => (await person.all(tile(1)))[0]?.name).toMatch(/pizza|피자/i)
  const best = await person.run(scores, 4)
  expect(best).toEqual([...best].sort((a, b) => b - a))
  expect(best[0]).toBeGreaterThan(0)
  await openPair(person, 1)
  await person.expectText(PAIR, /pizza|피자/i)
  await person.expectText(PAIR, /similarity/)
  await person.driver.back()
  await expect.poll(() => person.all(PAIR)).toEqual([])
})

test('the search’s settings say what the browser has no room for', async ({ person }, { project }) => {
  await person.click(the('button', 'Search settings'))
  await person.expectText(
    the('region', 'Kept in this browser'),
    project.name === 'webkit' ? /only until this page is closed/ : /^Kept in this browser Text models nothing Embeddings (nothing|…)/,
  )
})

test('the dark theme is dark', async ({ person }) => {
  const ground = () => getComputedStyle(document.body).backgroundColor
  await person.click(the('button', /^Colours: /))
  await person.first(the('button', 'Colours: light'))
  const light = await person.run(ground)
  await person.click(the('button', 'Colours: light'))
  await person.first(the('button', 'Colours: dark'))
  await expect.poll(() => person.run(ground)).not.toBe(light)
  expect(await person.run(() => getComputedStyle(document.documentElement).colorScheme)).toBe('dark')
})
