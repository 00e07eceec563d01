/** Of letters that Unicode does not take apart, and of signs in names, what a plain keyboard types. In small letters, as logins are. */
const letters = { '’': '\'', '‘': '\'', ʼ: '\'', '‐': '-', '–': '-', ø: 'o', ł: 'l', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', ı: 'i', ß: 'ss', æ: 'ae', œ: 'oe', þ: 'th', ς: 'σ' }

/** Forms of one character in Japanese names: whoever types the common one finds them all. The first of each line is what they are searched as. */
const characters = [
  '高髙', '崎﨑嵜', '辺邉邊', '斎齋齊斉', '浜濱濵', '沢澤', '広廣', '国國', '真眞', '徳德', '恵惠', '寿壽', '竜龍', '島嶋嶌', '峰峯', '桜櫻', '条條', '富冨', '淵渕渊', '鉄鐵', '学學', '蔵藏',
  '栄榮', '礼禮', '与與', '万萬', '円圓', '弥彌', '吉𠮷', '柳栁', '槙槇', '瀬瀨', '頼賴', '増增', '黒黑', '緒緖', '曽曾', '応應', '関關', '豊豐', '静靜', '顕顯', '恒恆', '将將', '実實', '渋澁', '荘莊', '寛寬',
  '薫薰', '禄祿', '桧檜', '館舘', '亘亙', '涼凉', '穂穗', '芦蘆', '鶴靏靍',
]

const plainOf: ReadonlyMap<string, string> = new Map([
  ...Object.entries(letters),
  ...characters.flatMap((line) => { const [plain = '', ...others] = line; return others.map((other) => [other, plain] as const) }),
])
const others = [...plainOf.keys()].join('')
/** Choose the very shape of the character before them: no letters, and typed by nobody. */
const selectors = '\\u{fe00}-\\u{fe0f}\\u{e0100}-\\u{e01ef}'

/** Nothing in it has a plainer form: most names, whatever they are written in. */
const mayFold = new RegExp(`[\\u{c0}-\\u{52f}\\u{1ab0}-\\u{1aff}\\u{1c80}-\\u{1c8f}\\u{1dc0}-\\u{1fff}\\u{2c60}-\\u{2c7f}\\u{a640}-\\u{a69f}\\u{a720}-\\u{a7ff}\\u{20d0}-\\u{20ff}\\u{fe20}-\\u{fe2f}${selectors}${others}]`, 'u')
const marked = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])\p{Mn}+/gu
const chosen = new RegExp(`[${selectors}]`, 'gu')
const other = new RegExp(`[${others}]`, 'gu')

/**
 * Text in small letters as it is searched: without the marks on Latin, Greek and Cyrillic letters, and in the common form of
 * characters that names write in several. Marks of every other script are letters of their own: か is not が. Folding twice changes nothing.
 */
export const fold = (text: string): string => mayFold.test(text)
  ? text.replace(chosen, '').normalize('NFD').replace(marked, '').normalize('NFC').replace(other, (one) => plainOf.get(one) ?? one) : text
