import { ProblemError } from '../../dataset/problem'
import { answerWithin, PATIENCE, type Fetch } from '../../dataset/request'
import { parseModel } from './parse-model'
import type { TextModel } from './models'

/** Reads the `model.json` of an encoder that a dataset brings along. Rejects with ProblemError `model`, or the signal's reason. */
export async function loadModel(url: string, fetch: Fetch, signal: AbortSignal): Promise<TextModel> {
  const fail = (detail: string) => new ProblemError({ code: 'model', where: url, detail })
  let response: Response
  try {
    response = await answerWithin(PATIENCE, fetch, url, { signal })
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof ProblemError) throw error
    throw fail('The host of the dataset’s own model did not answer, or does not let other pages read it.')
  }
  if (!response.ok) throw fail(`The host answered ${response.status} where the dataset’s own model should be.`)
  let json: unknown
  try {
    json = await response.json()
  } catch {
    signal.throwIfAborted()
    throw fail('What came as the dataset’s own model is not JSON.')
  }
  return parseModel(json, new URL('./', url).href)
}
