import { expect } from '@playwright/test'
import type { Action, Driver } from './driver'
import { findAll, type Found, type Wanted, type Words } from './in-page'

/** What has a role in this app, by the elements that it is made of. */
const ROLES = {
  alert: '[role=alert]',
  button: 'button, [role=button]',
  checkbox: 'input[type=checkbox]',
  complementary: 'aside',
  dialog: 'dialog, [role=dialog]',
  heading: 'h1, h2, h3',
  listitem: 'li, [role=listitem]',
  list: 'ul, ol, [role=list]',
  region: 'section, [role=region]',
  searchbox: 'input[type=search], [role=searchbox]',
  textbox: 'input:not([type]), input[type=text], textarea',
} as const

export type Role = keyof typeof ROLES

/** As WebDriver writes the keys without a letter. */
const KEYS = { Enter: '\uE007', Escape: '\uE00C', ArrowRight: '\uE014' } as const

function words(name: string | RegExp | undefined): Words | null {
  if (name === undefined) return null
  if (typeof name !== 'string') return { source: name.source, flags: name.flags }
  return { source: `^${name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`, flags: '' }
}

/** Something on the page, by its role and the words that name it. */
export function the(role: Role, name?: string | RegExp, within: Wanted | null = null): Wanted {
  return { css: ROLES[role], name: words(name), within }
}

export function testId(id: string): Wanted {
  return { css: `[data-testid="${id}"]`, name: null, within: null }
}

/** Somebody in front of a browser: looks, clicks and types, and waits as long as people do. */
export class Person {
  constructor(readonly driver: Driver) {}

  /** The value of a function that runs in the page as text: it must need nothing from outside itself. */
  async run<Arguments extends readonly unknown[], Value>(job: (...args: Arguments) => Value, ...args: Arguments): Promise<Awaited<Value>> {
    return JSON.parse(
      await this.driver.evaluate(`(${String(job)})(${args.map((arg) => JSON.stringify(arg)).join(', ')})`),
    ) as Awaited<Value>
  }

  all(wanted: Wanted): Promise<readonly Found[]> {
    return this.run(findAll, wanted)
  }

  /** The first of what is wanted, once it is there. */
  async first(wanted: Wanted): Promise<Found> {
    const [found] = await this.until(
      () => this.all(wanted),
      ([found]) => found !== undefined,
      `${describe(wanted)} is there`,
    )
    if (!found) throw new Error(`${describe(wanted)} is not there.`)
    return found
  }

  async click(wanted: Wanted): Promise<void> {
    let before: Found['point'] = null
    // Clicked once it lies still and nothing is over it.
    const [found] = await this.until(
      () => this.all(wanted),
      ([found]) => {
        const point = found?.point ?? null
        const still = point !== null && point.x === before?.x && point.y === before.y
        before = point
        return still
      },
      `${describe(wanted)} can be clicked`,
    )
    const { x, y } = found?.point ?? { x: 0, y: 0 }
    await this.driver.act([
      { type: 'pointerMove', x, y },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ])
  }

  /** Into a field, in place of what is there, and Enter. */
  async enter(wanted: Wanted, text: string): Promise<void> {
    await this.click(wanted)
    const { value } = await this.first(wanted)
    await this.keys('\uE011', ...Array.from(value, () => '\uE017'), ...Array.from(text))
    await this.until(
      () => this.first(wanted),
      (field) => field.value === text,
      `${describe(wanted)} holds “${text}”`,
    )
    await this.press('Enter')
  }

  press(key: keyof typeof KEYS): Promise<void> {
    return this.keys(KEYS[key])
  }

  /** Waits until the words of something are these. */
  async expectText(wanted: Wanted, text: string | RegExp): Promise<void> {
    await expect
      .poll(async () => (await this.all(wanted))[0]?.text.replace(/\s+/g, ' ').trim(), { message: describe(wanted) })
      .toMatch(typeof text === 'string' ? new RegExp(words(text)?.source ?? '') : text)
  }

  private async keys(...values: readonly string[]): Promise<void> {
    const actions = values.flatMap((value): Action[] => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ])
    await this.driver.act(actions)
  }

  private async until<T>(look: () => Promise<T>, good: (value: T) => boolean, what: string): Promise<T> {
    let last!: T
    await expect.poll(async () => good((last = await look())), { message: what, intervals: [50, 100, 250] }).toBe(true)
    return last
  }
}

function describe({ css, name, within }: Wanted): string {
  return `${css}${name ? ` named /${name.source}/` : ''}${within ? ` in ${describe(within)}` : ''}`
}
