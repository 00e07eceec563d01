import type { Words } from '../i18n.ts'

const dashboard: Words['dashboard'] = {
  title: 'ダッシュボード', at: '{date} 現在',
  requests: '{count}人がリセット依頼への回答を待っています',
  oldest: '最初の依頼は {date} です。', answer: '回答する', look: '確認する',
  progress: {
    title: 'ワンタイムコード', nobody: '二要素認証が必要な人はまだいません。',
    ready: '二要素認証が必要な{required}人のうち {percent}% が設定済みです。',
    free: '不要な人は{count}人で、そのうち{setUp}人は設定済みです。',
    all: '有効なアカウントは{count}件です。', disabled: '{count}件は無効です。',
  },
  attention: {
    title: '今日対応が必要なこと', nothing: 'ありません。すべて問題ありません。',
    kind: {
      'locked-out': '直近24時間に{count}人がログインできませんでした',
      'sole-administrator': 'ログインできるグローバル管理者が1人しかいません',
      'administrators-not-set-up': '{count}人の管理者が OTP を設定していません',
      'administrators-address-not-proved': '{count}人の管理者のメールアドレスが確認されていません',
      waits: '{count}人がコードの誤入力のあと待機中です',
      'no-mail': 'メールサーバーが設定されていません',
      'mail-refused': '直近7日間に{count}通のメールが拒否されました',
      'last-token': '{count}人の管理者の非常用OTPトークンが残り1個です',
      unused: '{count}人が1年間、認証手段を使っていません',
      'codes-address-not-proved': '{count}人のコードの送信先アドレスが確認されていません',
      'one-mailbox': '{count}人がコードとパスワードの再設定を同じメールボックスで受け取っています',
    },
    help: {
      'locked-out': 'ログインに使える認証手段がなく、まだログインできていません。それぞれのユーザーのページで理由を確かめて、必要な対応をしてください。',
      'sole-administrator': 'その人がスマートフォンを紛失すると、助けられる人がいません。もう1人をグローバル管理者にしてください。',
      'administrators-not-set-up': '設定メールを送るか、本人と一緒にアプリを登録してください。',
      'administrators-address-not-proved': '設定メールを開くまで、メールによる確認ができません。',
      waits: '電話で問い合わせているかもしれません。待機は本人のページで解除できます。',
      'no-mail': '設定メール、リセット用リンク、お知らせを送れません。レルムの設定で入力してください。',
      'mail-refused': 'どのアドレスか、メールサーバーが何と答えたかは監査ログで確認できます。',
      'last-token': '必要になる前にトークンを補充してください。',
      unused: 'ログインできなくなる前に、スマートフォンが手元にあるか尋ねてください。',
      'codes-address-not-proved': '最初のコードで確認されます。必要になる前に、そこでメールを受け取れるか尋ねてください。',
      'one-mailbox': 'そのメールボックスを読める人は本人になりすませます。アプリも設定するか、別のアドレスにするよう依頼してください。',
    },
  },
  byRole: 'ロール別', byGroup: 'アクセスポリシーグループ別', role: 'ロール', group: 'アクセスポリシーグループ', share: '割合',
  people: '人数', required: '必要', notRequired: '不要', setUp: '設定済み', waiting: '設定待ち', waitingIn: '設定待ち{count}人: {name}',
}

export default dashboard
