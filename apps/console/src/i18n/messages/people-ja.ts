import type { Words } from '../i18n.ts'

/** ユーザー一覧: 絞り込みと選択 */
const people: Words['people'] = {
  question: { waits: 'コードの誤入力で待機中', neverSignedIn: '一度もログインしていない人', unused: 'コードを1年間使っていない人' },
  filter: {
    group: { who: '所属・権限', code: 'コードとトークン', signIn: 'ログイン' },
    inUse: '{count}件を使用中', chosen: '{count}件を選択中(追加できます)',
    kind: { label: '設定内容', app: '認証アプリ', email: 'メールのコード', unproved: 'メール(未確認)', several: '複数', suspended: '停止中' },
    lockedOut: { label: 'ログイン不可', yes: '直近24時間', chip: '直近24時間にログインできなかった' },
    waits: { label: '誤入力', now: '待機中' },
    tokens: {
      label: '非常用OTPトークン', none: '残りなし', last: '残り1個', some: '残り2個以上',
      noneChip: '非常用OTPトークン: 残りなし', lastChip: '非常用OTPトークン: 残り1個', someChip: '非常用OTPトークン: 残り2個以上',
    },
    unused: { label: 'コード未使用', days: '{count}日間', chip: 'コードを{count}日間使っていない' },
    shared: { label: '共有アカウント', yes: '共有', no: '共有ではない' },
    last: {
      never: 'なし', before: '指定日より前', since: '指定日以降', between: '期間を指定', from: 'この日以降', to: 'この日より前',
      neverChip: '一度もログインしていない', beforeChip: '最終ログインが{date}より前', sinceChip: '最終ログインが{date}以降',
    },
    upstream: { label: 'プロバイダー', trusted: '信頼済みプロバイダーと連携', none: '連携なし', chip: '{provider} と連携' },
    proved: { label: 'メール', yes: 'メール確認済み', no: 'メール未確認' },
    oneMailbox: { label: 'メールボックス', yes: 'すべて同じメールボックス' },
  },
  column: { policyGroup: 'ポリシーグループ', tokens: 'トークン残数', tokensLeft: '非常用OTPトークンの残り{count}個', noTokens: '非常用OTPトークンの残りなし' },
  looking: { on: '全員を確認しています… {count}人見つかりました', stop: '停止', stopped: '停止しました。これまでに{count}人見つかりました', goOn: '続けて探す', more: 'さらに表示' },
  shownOf: '{total}人中の最初の{count}人', total: '{count}+',
  select: {
    one: '{name} を選択', all: '表示中の{count}人をすべて選択', selected: '{count}人を選択中', everybody: '条件に合う全員({total}人)を選択中',
    everything: '条件に合う全員({total}人)を選択', clear: '選択を解除', bar: '選択中のユーザー', actions: '操作', export: '選択したユーザーをエクスポート',
  },
}
export default people
