import { inSentence } from '../pair/plain-text'
import { isFileType, typeText } from './file-type'

/** What can go wrong between a person's address and a row; each code has one sentence in {@link describeProblem}. */
export type ProblemCode =
  | 'unreachable'
  | 'no-cors'
  | 'forbidden'
  | 'not-found'
  | 'http-status'
  /** No headers came in time. */
  | 'no-answer'
  /** A body that began fell silent. */
  | 'stalled'
  /** The connection was lost in a body. */
  | 'broken-off'
  /** The host answers, but not with what was asked for. */
  | 'wrong-answer'
  /** The address leads on and on. */
  | 'redirects'
  /** The host is asked too much, and asks to come back later than is waited for. */
  | 'turned-away'
  | 'no-range'
  /** `detail` is its {@link FileType}. */
  | 'other-kind'
  | 'not-parquet'
  | 'truncated'
  | 'empty'
  | 'no-columns'
  | 'unsupported'
  | 'bad-format'
  | 'bad-source'
  /** In the person's own network, where nobody agreed to. */
  | 'own-network'
  /** Of what was dropped or chosen. */
  | 'bad-files'
  | 'left-out'
  | 'no-listing'
  | 'no-dataset'
  | 'private'
  | 'gated'
  | 'bad-token'
  | 'bad-manifest'
  | 'changed'
  | 'engine'
  /** A shard that the reader did not come back from in `detail`. */
  | 'busy'
  /** A script of ours did not come. */
  | 'no-start'
  | 'vectors'
  | 'model'
  | 'encoder'
  | 'no-space'
  | 'refused'

/** A problem as a value: it crosses worker boundaries, which Error subclasses do not survive. */
export interface Problem {
  readonly code: ProblemCode
  /** What it concerns: an address or a file name, hostile text. */
  readonly where: string
  /** A status, a byte count, a codec: completes the sentence. */
  readonly detail?: string
}

export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(`${problem.code}: ${problem.where}${problem.detail ? ` (${problem.detail})` : ''}`)
    this.name = 'ProblemError'
    this.problem = problem
  }
}

/** Whether a failure says that the file is not the one that was opened. */
export function isChange(error: unknown): boolean {
  return error instanceof ProblemError && error.problem.code === 'changed'
}

export interface ProblemText {
  readonly title: string
  readonly cause: string
  readonly next: string
}

/** Characters of an address beside a problem: a list of fifty thousand has been pasted before. */
export const MOST_WHERE = 500
/** Characters of a detail: lists of columns and parts are long. */
const MOST_DETAIL = 1500

const OPENED = 'Pairscope opens Parquet files, webdatasets (.tar), and tables of CSV, TSV, JSON Lines (.jsonl) and JSON lists (.json).'

/** One sentence for the cause and one for the next step, in plain words. */
export function describeProblem(problem: Problem): ProblemText {
  // It may quote names, hosts and addresses of other people's.
  const detail = inSentence(problem.detail ?? '', MOST_DETAIL)
  switch (problem.code) {
    case 'unreachable':
      return {
        title: 'The host did not answer',
        cause: 'No connection could be made: the name may be misspelt, the host may be down, or you may be offline.',
        next: 'Check the address and your connection, then try again.',
      }
    case 'no-cors':
      return {
        title: 'The host does not let other pages read this file',
        cause: 'It answers, but sends no Access-Control-Allow-Origin header, so the browser withholds the bytes.',
        next: 'If the host is yours, allow CORS for GET and HEAD with the Range header; otherwise download the file and drop it here.',
      }
    case 'forbidden':
      return {
        title: `The host refused access${detail ? ` (${detail})` : ''}`,
        cause: 'The file is private, the link needs a signature, or a signed link has run out.',
        next: 'Get a fresh link, or download the file and drop it here.',
      }
    case 'not-found':
      return {
        title: `There is no file at this address${detail ? ` (${detail})` : ''}`,
        cause: 'The host answers, but it knows no such file: it was moved, deleted, or the name has a typo.',
        next: 'Check the address; for a {00000..00031} pattern check the padding and the last number.',
      }
    case 'http-status':
      return {
        title: `The host answered with an error${detail ? ` (${detail})` : ''}`,
        cause: 'The host failed or is turning requests away for now.',
        next: 'Wait a moment and try again.',
      }
    case 'no-answer':
      return {
        title: 'The host keeps us waiting',
        cause: detail || 'Nothing came from it for too long.',
        next: 'It may be overloaded: try again in a while. What other hosts and shards hold is not affected.',
      }
    case 'stalled':
      return {
        title: 'The host stopped in the middle of the file',
        cause: detail || 'It sent a part and then nothing more.',
        next: 'It or the connection may be overloaded: try again in a while.',
      }
    case 'broken-off':
      return {
        title: 'The connection broke off',
        cause: detail || 'It was lost before everything was there.',
        next: 'Try again. If it breaks at the same place each time, upload the file again, or download it and drop it here.',
      }
    case 'wrong-answer':
      return {
        title: 'The host answers with something else than it was asked for',
        cause: detail || 'What came is not the part of the file that was asked for.',
        next: 'If the host is yours, let it send this file as it is, by ranges; otherwise download the file and drop it here.',
      }
    case 'redirects':
      return {
        title: 'The address leads nowhere',
        cause: detail || 'The host only sends on to other addresses: in a circle, or to a host that does not answer.',
        next: 'Check the address: open it in a tab of its own, and give the one at which the file itself comes.',
      }
    case 'turned-away':
      return {
        title: 'The host turns requests away for now',
        cause: detail || 'It was asked too much, by you or by others.',
        next: 'Wait a while, as long as it asks, then try again. What is already read stays.',
      }
    case 'no-range':
      return {
        title: 'The host only sends the whole file',
        cause: `It ignores Range requests, so nothing can be shown before all of it is downloaded${detail ? ` (${detail})` : ''}.`,
        next: 'Download it whole if that is fine, or put the file on a host with Range support.',
      }
    case 'other-kind': {
      const { what, next, cause = OPENED } = isFileType(detail) ? typeText(detail) : { what: 'a file of another kind', next: 'Convert it.' }
      return { title: `This is ${what}`, cause, next }
    }
    case 'not-parquet':
      return {
        title: 'This is not a Parquet file',
        cause: 'The file does not end with the Parquet mark, and nothing tells what else it is.',
        next: `Use the address of the file itself. ${OPENED}`,
      }
    case 'truncated':
      return {
        title: 'The file is cut off or damaged',
        cause: `Its bytes do not fit together${detail ? ` (${detail})` : ''}.`,
        next: 'Download or upload the file again; the other shards are not affected.',
      }
    case 'empty':
      return {
        title: 'The shard has no rows',
        cause: 'There is nothing in it.',
        next: 'If it should have rows, make it again; other shards are not affected.',
      }
    case 'no-columns':
      return {
        title: 'No column here can be shown as a pair',
        cause: `There is neither a picture address nor picture bytes${detail ? `; the columns are ${detail}` : ''}.`,
        next: 'Choose the columns yourself, or open the metadata files of the dataset, with a URL or image column.',
      }
    case 'unsupported':
      return {
        title: 'This Parquet file uses something Pairscope cannot read',
        cause: detail || 'It uses an encoding or encryption that no library in the browser reads.',
        next: 'Write the file again with Snappy or Zstandard and without encryption.',
      }
    case 'bad-format':
      return {
        title: 'This file is not what its name says',
        cause: detail || 'Its bytes do not read as its kind of file.',
        next: 'Make it again, or convert it to Parquet; the other shards are not affected.',
      }
    case 'bad-source':
      return {
        title: 'This is not an address Pairscope can open',
        cause: detail || 'It is neither a web address nor a pattern.',
        next:
          'Give the https address of a Parquet file or of a folder, a {00000..00031} pattern, a manifest, or the name of a ' +
          'Hugging Face dataset, or drop files.',
      }
    case 'own-network':
      return {
        title: 'This is in your own network',
        cause: detail || 'Nothing was read from there.',
        next: 'If you know the address and trust it, open it and agree when you are asked, or type it yourself.',
      }
    case 'left-out':
      return { title: 'Not every file was opened', cause: detail || 'Some are of other kinds.', next: OPENED }
    case 'bad-files':
      return {
        title: 'There is nothing here that Pairscope can open',
        cause: detail || 'It is no file of a kind that opens.',
        next: OPENED,
      }
    case 'no-listing':
      return {
        title: 'Nothing can be opened in this folder',
        cause: detail || 'The host lists nothing there that Pairscope opens.',
        next: 'Give the addresses of the Parquet files themselves, a {00000..00031} pattern, or a manifest.',
      }
    case 'no-dataset':
      return {
        title: 'The Hugging Face Hub shows no such dataset',
        cause: detail || 'The name may be misspelt.',
        next: 'Check the name.',
      }
    case 'private':
      return {
        title: 'The Hugging Face Hub shows no such dataset',
        cause: detail || 'The name may be misspelt, or the dataset is private.',
        next: 'Check the name. If the dataset is private, open it with a token of your own that may read it.',
      }
    case 'gated':
      return {
        title: 'This dataset is gated',
        cause: detail || 'Its authors give the files only to people who have accepted their terms.',
        next: 'Accept the terms on its page, then open it with a token of your own.',
      }
    case 'bad-token':
      return {
        title: 'This token cannot be used',
        cause: detail || 'The Hub does not know it.',
        next: 'Make a new one of the kind “Read” and paste all of it.',
      }
    case 'bad-manifest':
      return {
        title: 'The manifest cannot be used',
        cause: detail || 'It is not the JSON that a manifest needs.',
        next: 'Compare it with the example in the README.',
      }
    case 'changed':
      return {
        title: 'The file changed while it was open',
        cause: detail || 'It was written, moved or deleted while it was read.',
        next: isWebAddress(problem.where)
          ? 'Try again to read the new file; rows of the old one may not fit it.'
          : 'Drop or choose the file again to read what is in it now.',
      }
    case 'engine':
      return {
        title: 'The query engine stopped',
        cause: detail || 'The browser ended it, most often for lack of memory.',
        next: 'Reload the page; with a very large dataset lower the memory budget.',
      }
    case 'busy':
      return {
        title: 'The file kept the reader busy without an end',
        cause: `After ${detail || 'a long time'} it was left out, so that the others can be read: it is damaged, or made to do harm.`,
        next: 'Go on without it, or try it again.',
      }
    case 'no-start':
      return {
        title: 'A part of Pairscope could not be loaded',
        cause: 'It may have been updated since this page was opened, you may be offline, or something blocks its scripts.',
        next: 'Reload the page.',
      }
    case 'vectors':
      return {
        title: 'These embeddings cannot be ranked',
        cause: detail || 'Their file is not what the dataset says it is.',
        next: 'Check that the embeddings belong to these shards, in the same order and of the same model.',
      }
    case 'model':
      return {
        title: 'The text model cannot be used',
        cause: detail || 'What came is not the model.',
        next: 'Check the address of the model, use a mirror, or pick its files from your computer.',
      }
    case 'encoder':
      return {
        title: 'The text encoder stopped',
        cause: detail || 'The browser ended it, most often for lack of memory.',
        next: 'Search again: it starts anew.',
      }
    case 'refused':
      return { title: 'This search is not run', cause: 'It joins words for minors with words for sex.', next: 'Search for something else.' }
    case 'no-space':
      return {
        title: 'There is no room to keep this',
        cause: detail || 'The browser gives this page no more storage.',
        next: 'Free some space or go on without: nothing is lost, it is only fetched again next time.',
      }
  }
}

function isWebAddress(where: string): boolean {
  return /^https?:/i.test(where)
}
