/*
 * The guard's words, by language. Two lists: words for minors, which block a picture whose tag says that it may be unsafe, and words for
 * sex, which together with the first refuse a search.
 *
 * Each entry is a pattern without capturing groups, in small letters, for a text as guard-text.ts gives it: accents are taken off text and
 * pattern alike, and white space, hyphens and underscores are one space. Words of alphabets are bounded by what is no letter;
 * Korean, Japanese and Chinese have no such bounds, so theirs are found anywhere.
 *
 * Words for minors are deliberately broad: a picture blocked without need costs little. “kid leather”, “a minor scale” and “baby blue
 * paint” do match, and so do 아이폰 (iPhone), 남아프리카 (South Africa) and “10 ans de garantie”. They only meet pictures tagged UNSURE or NSFW.
 * Words for sex are narrower, since they decide about searches: swimwear, art schools and anatomy of animals are not among them.
 */

/** Ages of minors, as a number or spelled out. */
const AGE = String.raw`(?<!\d)(?:1[0-7]|[1-9])`
const SPELLED_AGE = '(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)'

export interface GuardWords {
  /** Bounded by what is no letter. Entries are separated by white space; a space inside one is written `\s`. */
  readonly bounded: string
  /** Found anywhere in a text. */
  readonly anywhere: string
}

const NONE = ''

export const MINOR_WORDS: Readonly<Record<string, GuardWords>> = {
  English: {
    bounded: String.raw`
      child(?:ren|hood)? kids? kidd(?:ie|o)s? minors? under\s?aged? under\s(?:1[0-8]|eighteen) juveniles? adolescen(?:ts?|ce)
      pre\s?teens? teens? teen\s?age[rd]?s? tweens? toddlers? infants? baby babies newborns? youngsters? pre\s?schoolers? kindergart\p{L}*
      (?:baby|little|school|teen|young|tiny)\s?(?:girl|boy|kid|child)(?:s|ren)? girls? girlies? boys? loli(?:ta|con)?s? shota(?:con)?s?
      jail\s?bait pthc (?:pre\s?)?pubescent school\s?age (?:primary|elementary|middle|grade|nursery)\s?school\p{L}* high\s?schoolers?
      ${AGE}\s?(?:y\.?\s?o\.?|y\/o|(?:years?|yrs?)\sold) aged?\s${AGE}(?!\d) ${SPELLED_AGE}\syears?\sold
    `,
    anywhere: NONE,
  },
  Spanish: {
    bounded: String.raw`
      niñ(?:o|a)s? niñit(?:o|a)s? menor(?:es)?\sde\sedad adolescentes? chic(?:o|a)s? chiquill(?:o|a)s? muchach(?:o|a)s? bebés?
      infantil(?:es)? colegial(?:es|as?)? quinceañer(?:o|a)s? ${AGE}\saños
    `,
    anywhere: NONE,
  },
  French: {
    bounded: String.raw`
      enfants? enfance fill(?:ette|e)s? garçon(?:net)?s? gamine?s? gosses? mineure?s? ados? adolescente?s? bébés? nourrissons?
      écolier(?:s|es?)? écolières? collégien(?:ne)?s? lycéen(?:ne)?s? ${AGE}\sans
    `,
    anywhere: NONE,
  },
  // “Kind” alone is an English word, and far more often that.
  German: {
    bounded: String.raw`
      kinder[ns]? kindes (?:ein|das|dem|mein|dein|sein|ihr|unser|jedes|mit|als)\skind (?:klein|schul)kind(?:er|ern|es|s)? (?:schul)?mädchen
      maedchen mädels? jungen?s? buben? minderjährig\p{L}* jugendliche?[nrs]? säuglinge?n? schüler(?:in)?(?:nen)? ${AGE}\s?jährig\p{L}*
      ${AGE}\sjahren?(?:\salt)?
    `,
    anywhere: NONE,
  },
  Italian: {
    bounded: String.raw`
      bambin[aoie] bimb[aoie] ragazz(?:in)?[aoie] fanciull[aoie] minorenn[ei] neonat[aoie] adolescent[ei] ${AGE}\sanni
    `,
    anywhere: NONE,
  },
  Portuguese: {
    bounded: String.raw`crianças? menin[ao]s? garot[ao]s? novinh[ao]s? rapariga?s? rapaz(?:es)? menor(?:es)?\sde\sidade ${AGE}\sanos`,
    anywhere: NONE,
  },
  Russian: {
    bounded: String.raw`
      реб[её]н\p{L}* дет(?:и|ей|ям|ях|ьми|ск\p{L}*) девоч\p{L}* мальчи\p{L}* подрост\p{L}* школьни[кц]\p{L}*
      несовершеннолет\p{L}* малолет\p{L}* младен\p{L}* малыш\p{L}* ${AGE}\s?(?:лет|год|года|летн\p{L}*)
    `,
    anywhere: NONE,
  },
  Korean: {
    bounded: NONE,
    anywhere: String.raw`
      어린이 아동 아이 아기 영아 미성년 청소년 소녀 소년 여아 남아 유아 꼬마 초등학생 중학생 고등학생 여고생 여중생 여학생 남학생 초딩 중딩 고딩 십대 로리타
      쇼타콘 ${AGE}\s?(?:살|세(?!기|대|트))
    `,
  },
  // Not of calorie, Florida or Gloria: カロリー, フロリダ, グロリア.
  Japanese: {
    bounded: NONE,
    anywhere: String.raw`
      子供 子ども こども 児童 少女 少年 幼女 幼児 乳児 女児 男児 園児 未成年 小学生 中学生 高校生 女子高生 女子校生 赤ちゃん 赤ん坊 女の子 男の子 十代 (?<!\d)10代
      (?<![カフグ])ロリ ショタ ${AGE}\s?[歳才] 十[一二三四五六七]?[歳才]
    `,
  },
  Chinese: {
    bounded: NONE,
    anywhere: String.raw`
      儿童 兒童 女孩 男孩 孩子 小孩 女童 男童 幼童 幼儿 幼兒 婴儿 嬰兒 宝宝 寶寶 学童 學童 小学生 小學生 中學生 初中生 高中生 萝莉 蘿莉 正太 ${AGE}\s?[岁歲]
      十[一二三四五六七]?[岁歲]
    `,
  },
}

export const SEX_WORDS: Readonly<Record<string, GuardWords>> = {
  English: {
    bounded: String.raw`
      sex\w* nud(?:e|es|ity|ist\w*) naked\w* porn\w* erotic\w* nsfw xxx hentai topless lingerie undress\w* genital\w* penis\w* vagina\w*
      nipples? fuck\w* blowjobs? masturbat\w* orgasm\w* upskirts? molest\w* incest\w* striptease\w* pthc
    `,
    anywhere: NONE,
  },
  'Spanish, Portuguese, Italian': { bounded: String.raw`desnud\p{L}* nud[oaie]s? erótic\p{L}* pelad[oa]s?`, anywhere: NONE },
  French: { bounded: String.raw`nue?s? nudité érotique?s? sexe\p{L}*`, anywhere: NONE },
  German: { bounded: String.raw`nackt\p{L}* erotik\p{L}* entblößt\p{L}*`, anywhere: NONE },
  Russian: { bounded: String.raw`гол(?:ый|ая|ые|ых|ую|ой) обнаж[её]н\p{L}* порно\p{L}* секс\p{L}* эроти\p{L}*`, anywhere: NONE },
  Korean: { bounded: NONE, anywhere: '섹스 야동 누드 알몸 포르노 나체 자위 야한 음란' },
  // Not of yellow or hieroglyphs: イエロー, ヒエログリフ.
  Japanese: { bounded: NONE, anywhere: '裸 ヌード セックス ポルノ アダルト (?<![イヒ])エロ' },
  Chinese: { bounded: NONE, anywhere: '色情 裸 性交 性爱 性愛 做爱 做愛 淫' },
}
