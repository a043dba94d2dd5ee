/** Characters that no file system objects to; of anything else one dash. */
const UNFIT = /[^\p{L}\p{N}._-]+/gu
const MOST = 80

/** What an export is called at first: the dataset's name without an ending of data, and the format's own. */
export function fileName(dataset: string, ending: string): string {
  const stem = dataset
    .replace(/\.(?:parquet|tar|csv|tsv|jsonl?|gz|zip)$/i, '')
    .replace(UNFIT, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, MOST)
  return `${stem || 'pairs'}-export${ending}`
}

/** A file's name without its ending: what the files beside it are called by. */
export function stemOf(name: string): string {
  return name.replace(/\.[^.]*$/, '') || name
}
