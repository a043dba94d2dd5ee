/** What a hand does: the actions of WebDriver, which WebDriver BiDi speaks as well. */
export type Action =
  | { readonly type: 'pointerMove'; readonly x: number; readonly y: number }
  | { readonly type: 'pointerDown' | 'pointerUp'; readonly button: 0 }
  | { readonly type: 'keyDown' | 'keyUp'; readonly value: string }

/** One page in a browser that was started for one journey. The journeys know no more of a browser. */
export interface Driver {
  goto(url: string): Promise<void>
  back(): Promise<void>
  /** The value of an expression, or what it promises, as JSON. Rejects with what it throws. */
  evaluate(expression: string): Promise<string>
  /** Of one kind of input: pointer or keys. */
  act(actions: readonly Action[]): Promise<void>
  /** Gives files to the input at a CSS selector. */
  upload(selector: string, paths: readonly string[]): Promise<void>
  /** As PNG. */
  screenshot(): Promise<Buffer>
  close(): Promise<void>
}

export const VIEWPORT = { width: 1280, height: 800 } as const

/** One input with its actions, as both protocols want them. */
export function inputSource(actions: readonly Action[]): object {
  const pointer = actions.some(({ type }) => type.startsWith('pointer'))
  return pointer ? { type: 'pointer', id: 'mouse', actions } : { type: 'key', id: 'keys', actions }
}
