import type { Words } from '../i18n.ts'

/** 一括操作 */
const bulk: Words['bulk'] = {
  action: {
    'otp-on': 'OTP設定をオン', 'otp-off': 'OTP設定をオフ', 'reset-otp': 'OTP をリセット', 'setup-mail': '設定メールを送信', 'policy-group': 'アクセスポリシーグループ',
    'top-up': '非常用OTPトークンを補充', enable: '有効にする', disable: '無効にする',
  },
  title: {
    'otp-on': '「OTP設定」をオンにしますか?', 'otp-off': '「OTP設定」をオフにしますか?', 'reset-otp': 'OTP をリセットしますか?', 'setup-mail': '設定メールを送信しますか?',
    'policy-group': 'アクセスポリシーグループを変更しますか?', 'top-up': '非常用OTPトークンを補充しますか?', enable: 'アカウントを有効にしますか?', disable: 'アカウントを無効にしますか?',
  },
  do: {
    'otp-on': 'オンにする', 'otp-off': 'オフにする', 'reset-otp': 'リセット', 'setup-mail': '送信', 'policy-group': '保存', 'top-up': '補充', enable: '有効にする', disable: '無効にする',
  },
  option: {
    signOutNow: '今すぐログアウトさせる', proof: '設定し直す前の本人確認', policyGroup: 'アクセスポリシーグループ',
    proofs: { default: 'このレルムの標準', password: 'パスワードで確認', mail: 'メールのコードでも確認', 'emergency-token': '非常用OTPトークンで確認' },
  },
  looking: '影響を調べています… {count}人を確認',
  means: '対象は{count}人です。',
  nothing: '誰にも変更はありません。',
  changes: {
    'otp-on': '{count}人にコードが必要になります。', 'otp-off': '{count}人の設定がオフになります。', 'reset-otp': '{count}人のコードをリセットします。',
    'setup-mail': '{count}人に設定メールを送信します。', 'policy-group': '{count}人に変更があります。', 'top-up': '{count}人に新しいトークンを発行します。',
    enable: '{count}件のアカウントを有効にします。', disable: '{count}件のアカウントを無効にします。',
  },
  line: {
    unchanged: '{count}人はすでにその状態です。', asked: '{count}人がコードを求められるようになります。', setUp: '{count}人が次回ログイン時にコードを設定することになります。',
    notAsked: '{count}人がコードを求められなくなります。', resets: 'うち{count}人は以前にオンだったため、リセットになります。', keeping: '{count}人は、ほかのルールで必要なため設定が残ります。',
    authenticators: '認証アプリなど{count}件を削除します。', emergencyTokensRevoked: '非常用OTPトークン{count}個が使えなくなります。', emergencyTokensIssued: '非常用OTPトークンを{count}個発行します。',
    signedOut: '{count}人をログアウトさせます(セッション{sessions}件)。', administrators: 'うち{count}人は管理者です。', mails: 'メールを{count}通送信します(約{minutes}分)。',
    newPasswords: 'うち{count}人はパスワードとコードを設定済み(停止中を含む)のため、新しいパスワードを設定するメールになります。',
    withoutAddress: '{count}人はメールアドレスがないため、通知されません。',
  },
  refused: '{count}人: {why}',
  needToken: '{count}人は、渡された非常用OTPトークンがないとログインできません。',
  lockedOut: '{count}人がログインできなくなります。',
  further: 'ほか{count}人',
  how: '全員が今、社外などからパスワードでログインした場合を、実際のルールで判定した結果です。',
  confirm: '削除を伴います。確認のため、{number} と入力してください', confirmEnable: 'これらの人が再びログインできるようになります。確認のため、{number} と入力してください', confirmHelp: '対象の人数です。', confirmWrong: '数字が違います。',
  reason: '理由', reasonHelp: '監査ログに残ります。', reasonMissing: '理由を入力してください。',
  lookAgain: 'もう一度調べる',
  run: {
    progress: '{people}人中{done}人', changed: '変更{count}人', failed: '失敗{count}人', stop: '停止', stopping: 'この処理が終わり次第停止します…',
    done: '完了しました。{count}人を変更しました。', doneNobody: '完了しました。変更はありません。',
    stopped: '停止しました。{people}人中{done}人が完了しています。完了した分はそのままです。', interrupted: '{people}人中{done}人で中断しています。失われたものはありません。', goOn: '続行',
    leave: '実行中です。このページを離れると停止します。完了した分はそのままです。', leaveNow: '停止して離れる', stay: '実行を続ける',
  },
  failures: { title: '{count}人には実行できませんでした', gone: '(削除済み)', again: 'この人たちで再試行' },
}
export default bulk
