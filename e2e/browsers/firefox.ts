import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Bidi } from './bidi'
import { inputSource, VIEWPORT, type Driver } from './driver'
import { Running } from './process'

type Evaluated =
  | { readonly type: 'success'; readonly result: { readonly value: string } }
  | { readonly type: 'exception'; readonly exceptionDetails: { readonly text: string } }

/** Firefox without a window and with a profile of its own, worked over WebDriver BiDi. */
export async function startFirefox(path: string): Promise<Driver> {
  const profile = await mkdtemp(join(tmpdir(), 'pairscope-firefox-'))
  const firefox = await Running.start(
    path,
    ['--headless', '--remote-debugging-port=0', '--profile', profile, '--new-instance'],
    /WebDriver BiDi listening on (ws:\S+)/,
  )
  const bidi = await Bidi.connect(`${firefox.said}/session`)
  await bidi.send('session.new', { capabilities: {} })
  const { contexts } = await bidi.send<{ readonly contexts: readonly { readonly context: string }[] }>('browsingContext.getTree', {})
  const context = contexts[0]?.context ?? ''
  await bidi.send('browsingContext.setViewport', { context, viewport: VIEWPORT })
  return {
    goto: (url) => bidi.send('browsingContext.navigate', { context, url, wait: 'complete' }),
    back: () => bidi.send('browsingContext.traverseHistory', { context, delta: -1 }),
    async evaluate(expression) {
      const answer = await bidi.send<Evaluated>('script.evaluate', {
        // Values come back as JSON, whatever they are.
        expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
        target: { context },
        awaitPromise: true,
      })
      if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text)
      return answer.result.value
    },
    act: (actions) => bidi.send('input.performActions', { context, actions: [inputSource(actions)] }),
    async upload(selector, files) {
      const { nodes } = await bidi.send<{ readonly nodes: readonly { readonly sharedId: string }[] }>('browsingContext.locateNodes', {
        context,
        locator: { type: 'css', value: selector },
      })
      await bidi.send('input.setFiles', { context, element: { sharedId: nodes[0]?.sharedId ?? '' }, files })
    },
    async screenshot() {
      const { data } = await bidi.send<{ readonly data: string }>('browsingContext.captureScreenshot', { context })
      return Buffer.from(data, 'base64')
    },
    async close() {
      bidi.close()
      await firefox.stop()
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
