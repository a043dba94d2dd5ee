import { ENCODER_NAME, WIDTH } from './lsa'

export interface FileRef {
  readonly url: string
  readonly rows: number
  readonly bytes: number
}

export interface Parts {
  readonly images: readonly FileRef[]
  readonly metadata: readonly FileRef[]
  readonly image: readonly FileRef[]
  readonly text: readonly FileRef[]
}

/** The sample's manifest.json. */
export function sampleManifest({ images, metadata, image, text }: Parts): object {
  return {
    pairscope: 1,
    name: 'Emoji sample',
    notes: [
      'Each row is one artist’s drawing of one emoji. Pairscope changed them: made pixels of the vector drawings, put ' +
        'them on coloured backgrounds and kept at most 128 colours.',
      'The captions were made from the names and keywords of Unicode CLDR, in English and Korean, by way of emojibase.',
      'No picture here is unsafe. The nsfw classes are made up, so that the filters and the hiding of pictures can be ' +
        'practised: UNSURE and NSFW fall by chance on things, animals, food and places, never on people, UNTAGGED on anything.',
      'The similarities come from a small encoder made from the emoji names by latent semantic analysis. It is not CLIP ' +
        'and knows nothing beyond these emoji.',
      'A few rows store the similarity as -1.0, as real rows do when it is missing.',
    ],
    layout: 'images',
    shards: images,
    embeddings: { width: WIDTH, encoder: ENCODER_NAME, model: 'encoder/model.json', keys: 'key', metadata, image, text },
    licence: 'Apache-2.0 AND CC-BY-4.0 AND CC-BY-SA-4.0 AND MIT, by artist: each row names its own.',
    attributions: [
      { name: 'Noto Emoji, Google', licence: 'Apache-2.0', url: 'https://github.com/googlefonts/noto-emoji' },
      { name: 'Twemoji, Twitter and contributors', licence: 'CC-BY-4.0', url: 'https://github.com/jdecked/twemoji' },
      { name: 'OpenMoji', licence: 'CC-BY-SA-4.0', url: 'https://openmoji.org' },
      { name: 'Fluent Emoji, Microsoft', licence: 'MIT', url: 'https://github.com/microsoft/fluentui-emoji' },
      { name: 'emojibase, names and keywords', licence: 'MIT', url: 'https://github.com/milesj/emojibase' },
    ],
  }
}
