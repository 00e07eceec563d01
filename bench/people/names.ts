/** A name as it is written, as it is read (for lists in Japanese), and as it stands in a user name. */
type Name = readonly [written: string, reading: string, latin: string]
/** Families and given names of one language, and how many in a hundred people have a name in it. */
type Names = { share: number; family: readonly Name[]; given: readonly Name[] }

const read = (text: string): Name[] => text.trim().split(/\s+/).map((entry) => {
  const [written = '', reading = '', latin = ''] = entry.split('/')
  return [written, reading, latin]
})

/** The first of a list are the frequent ones (`make-people.ts`). */
export const languages: readonly Names[] = [
  {
    share: 60,
    family: read(`佐藤/さとう/sato 鈴木/すずき/suzuki 高橋/たかはし/takahashi 田中/たなか/tanaka 伊藤/いとう/ito 渡辺/わたなべ/watanabe 山本/やまもと/yamamoto 中村/なかむら/nakamura
      小林/こばやし/kobayashi 加藤/かとう/kato 吉田/よしだ/yoshida 山田/やまだ/yamada 佐々木/ささき/sasaki 山口/やまぐち/yamaguchi 松本/まつもと/matsumoto 井上/いのうえ/inoue
      木村/きむら/kimura 林/はやし/hayashi 斎藤/さいとう/saito 清水/しみず/shimizu 山崎/やまざき/yamazaki 森/もり/mori 池田/いけだ/ikeda 橋本/はしもと/hashimoto
      阿部/あべ/abe 石川/いしかわ/ishikawa 前田/まえだ/maeda 藤田/ふじた/fujita 小川/おがわ/ogawa 長谷川/はせがわ/hasegawa 五十嵐/いがらし/igarashi 勅使河原/てしがわら/teshigawara`),
    given: read(`翔太/しょうた/shota 大輔/だいすけ/daisuke 健太/けんた/kenta 拓也/たくや/takuya 直樹/なおき/naoki 陽子/ようこ/yoko 美咲/みさき/misaki 愛/あい/ai 花子/はなこ/hanako
      太郎/たろう/taro 葵/あおい/aoi 蓮/れん/ren 結衣/ゆい/yui 大翔/ひろと/hiroto さくら/さくら/sakura 悠真/ゆうま/yuma 真由美/まゆみ/mayumi 一郎/いちろう/ichiro
      智子/ともこ/tomoko 裕子/ゆうこ/yuko 隆/たかし/takashi 誠/まこと/makoto 恵/めぐみ/megumi 剛/つよし/tsuyoshi`),
  },
  {
    share: 15,
    family: read('김//kim 이//lee 박//park 최//choi 정//jung 강//kang 조//cho 윤//yoon 장//jang 임//lim 한//han 오//oh 서//seo 신//shin 권//kwon 황//hwang 남궁//namgung 제갈//jegal'),
    given: read('민준//minjun 서연//seoyeon 지훈//jihoon 지우//jiwoo 현우//hyunwoo 수빈//subin 도윤//doyun 하은//haeun 영희//younghee 철수//cheolsu 은주//eunju 철//cheol'),
  },
  {
    share: 20,
    family: read('Smith//smith Johnson//johnson Williams//williams Brown//brown Jones//jones Müller//muller Schmidt//schmidt García//garcia Martin//martin O’Brien//obrien Novák//novak Kowalski//kowalski Rossi//rossi van-der-Berg//vanderberg Ängström//angstrom'),
    given: read('James//james Mary//mary Robert//robert Patricia//patricia John//john Jennifer//jennifer Zoë//zoe François//francois Łukasz//lukasz Anna//anna Jean-Luc//jeanluc Sofía//sofia'),
  },
  {
    share: 5,
    family: read('Nguyễn//nguyen Trần//tran Lê//le Phạm//pham 王//wang 李//li 张//zhang 陈//chen Иванов//ivanov Петрова//petrova'),
    given: read('Minh//minh Hương//huong Anh//anh 伟//wei 芳//fang 娜//na Алексей//alexei Мария//maria'),
  },
]

/** Of a million five have it: what is searched in vain on nearly every page. */
export const rare: Name = ['鬼頭院', 'きとういん', 'kitouin']

const words = 'Sales,Engineering,Production,Logistics,Finance,Human Resources,Legal,Quality,Research,Design,Support,Marketing,Purchasing,Security,Audit,営業部,開発部,製造部,経理部,人事部,総務部,法務部,品質保証部,研究所,情報システム部,영업팀,개발팀,인사팀'
/** The last ones are small. */
export const departments: readonly string[] = words.split(',')
