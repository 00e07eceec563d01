import type { Words } from '../i18n.ts'

const branding: Words['branding'] = {
  title: 'ログイン画面の見た目',
  logo: {
    title: 'ロゴ', text: 'PNG、JPEG、WebP のいずれか。縦横とも 16〜1,024 ピクセル、150 kB まで。SVG は使えません。', none: 'ロゴは未設定です。標準のマークが表示されます。', shown: '現在のロゴ(明るいページと暗いページ)',
    choose: '画像を選ぶ…', remove: 'ロゴを削除', size: '{width} × {height} ピクセル', removeTitle: 'ロゴを削除しますか?', removeText: 'ログイン画面には標準のマークが表示されます。', saved: '新しいロゴをログイン画面に表示しています。',
  },
  accent: {
    label: '色', help: 'ボタンとリンクの色です。どれも明るいページでも暗いページでも読みやすい色です。',
    name: { indigo: '藍', teal: '青緑', pine: '松葉', plum: '紫', brick: '煉瓦', graphite: '墨' },
  },
  sentences: {
    label: '独自の案内文', help: '文字のみ、{most}文字まで。入力のない言語では何も表示されません。', page: 'ページ', of: '{page}({language})', some: '表示するページ: {pages}', none: 'まだ案内文はありません。',
    place: { login: 'ログイン', code: 'コードの入力', setUp: 'コードの設定', emergency: '非常用OTPトークン', lostCode: 'コードを使えない場合', newPassword: 'パスワードの設定' },
  },
  preview: { title: 'プレビュー', text: '入力中の内容で、利用者に見えるとおりに表示しています。', of: '「{page}」ページのプレビュー', language: 'プレビューの言語' },
  mailDomains: {
    label: 'ここにログインして読むメール', help: 'ドメインを1行に1つ。ログインできない人はメールも読めないため、届いても読めないメールを送る前に警告します。', fault: 'corp.example のようなドメインではないものがあります。',
    behind: '{address} のメールは、ここにログインしないと読めません。', add: '設定メールは最初のログインより前には読めません。別のアドレスを使うか、設定用紙を渡してください。',
    noWayIn: '{name} さんにはまだパスワードがないため、このメールを読めません。グローバル管理者は、別のアドレスに送るか、設定用紙を渡すことができます。', person: 'ログインできなくなったとき、{name} さんはメールでは復帰できません。',
  },
  newUserPolicyGroup: { label: '新しいユーザーのポリシーグループ', help: '管理者の操作や ID プロバイダーでのログインで作成された人は、このグループに入ります。インポートでは列で指定します。' },
}
export default branding
