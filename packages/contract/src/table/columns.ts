/** What a file of people says about each; the names are the heads of the columns, in and out. */
export const exportColumns = [
  'username', 'familyName', 'givenName', 'reading', 'email', 'department', 'language', 'enabled', 'shared', 'otpConfigured', 'policyGroup',
  'upstream', 'upstreamSubject',
] as const
/** `passwordHash` is only ever read, by the command line, and never written into a file. */
export const importColumns = [...exportColumns, 'passwordHash'] as const
export type ExportColumn = (typeof exportColumns)[number]
export type ImportColumn = (typeof importColumns)[number]

/** Heads that other files have, as they are compared: without blanks, capitals and punctuation. */
const otherNames: Readonly<Record<ImportColumn, readonly string[]>> = {
  username: ['user', 'login', 'loginid', 'userid', 'ユーザー名', 'ユーザ名', 'ユーザーid', 'ユーザid', 'ログインid', '사용자이름', '사용자명', '아이디'],
  familyName: ['lastname', 'surname', '姓', '苗字', '名字', '氏', '성'],
  givenName: ['firstname', '名', '名前', '이름'],
  reading: ['sortname', 'kana', 'furigana', 'よみ', '読み', '読み方', 'よみがな', '読みがな', 'ふりがな', 'フリガナ', 'カナ', '읽는법', '발음'],
  email: ['mail', 'emailaddress', 'mailaddress', 'メール', 'メールアドレス', '電子メール', '이메일', '메일', '이메일주소', '메일주소'],
  department: ['dept', 'division', '部署', '部門', '所属', '부서', '소속'],
  language: ['lang', 'locale', '言語', '언어'],
  enabled: ['active', '有効', '사용', '활성'],
  shared: ['sharedaccount', '共有', '共有アカウント', '공용', '공용계정'],
  otpConfigured: ['otp', 'otprequired', 'otp設定', 'otp설정'],
  policyGroup: ['accesspolicygroup', 'アクセスポリシーグループ', '액세스정책그룹', '접근정책그룹'],
  upstream: ['identityprovider', 'idp', 'idプロバイダー', 'id공급자', 'id제공자'],
  upstreamSubject: ['subject', 'sub', 'idpsubject'],
  passwordHash: ['password', 'passwordphc', 'パスワードハッシュ', '비밀번호해시'],
}

const compared = (head: string): string => head.normalize('NFKC').toLowerCase().replaceAll(/[\s_\-./・]/g, '')
const columnOf = new Map(importColumns.flatMap((column) => [column, ...otherNames[column]].map((name) => [compared(name), column] as const)))

/** What each column of a file means, by its head; null where that is not known, or meant by an earlier one already. */
export function matchColumns(heads: readonly string[]): readonly (ImportColumn | null)[] {
  const taken = new Set<ImportColumn>()
  return heads.map((head) => {
    const column = columnOf.get(compared(head))
    if (column === undefined || taken.has(column)) return null
    taken.add(column)
    return column
  })
}
