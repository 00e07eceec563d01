import type { Words } from '../i18n.ts'

const audit: Words['audit'] = {
  title: '監査ログ', lead: 'このレルムで起きたすべてのことを、新しい順に表示します。ここでは何も変更できません。', anew: '更新',
  column: { when: '日時', what: '内容', whom: '対象', by: '実行者' },
  field: { reason: '理由', client: 'アプリケーション', address: 'アドレス', type: 'イベント' },
  walk: { open: 'これより前の手順({count}件)を表示 | これより前の手順({count}件)を表示', fold: '手順を閉じる' },
  before: '変更前:', now: '変更後:',
  actor: { system: 'ログイン前', self: '本人', gone: '削除されたユーザー' },
  onlyPerson: '{name} のイベントだけを表示', toPerson: 'このユーザーを開く', ofPerson: '監査ログですべて表示',
  outcome: { success: '成功', refused: '拒否', error: '失敗' },
  filter: {
    person: 'ユーザー', kind: '種類', outcome: '結果', from: '開始日', until: '終了日', matches: '一致するユーザー', fromDay: '{day} から', untilDay: '{day} まで',
  },
  group: {
    'sign-ins': 'ログインとセッション', codes: 'コードと認証手段', emergency: '非常用OTPトークン', accounts: 'アカウント', rights: 'ロールとグループ',
    settings: '設定とアプリケーション', access: 'API へのアクセス',
  },
  none: { title: 'イベントはありません', text: '一致するイベントがありません。フィルターを外すか、別の日を選んでください。' },
  export: {
    button: 'エクスポート', title: '監査ログのエクスポート', text: 'フィルターで表示されるものを、新しい順に1つのファイルにします。一度に最大{limit}件です。それより古いものは、フィルターで日付を選んでください。',
    question: '形式', format: { csv: 'CSV', jsonl: 'JSON Lines' },
    help: { csv: '表計算ソフト用です。数式とみなされるセルは文字列として書き出します。', jsonl: 'プログラム用です。API のとおり、1行に1イベントです。' },
    mark: 'BOM を付ける', markHelp: 'Excel で日本語や韓国語の名前がそのまま読めます。',
    read: '{count}件を読み込みました…', done: '{count}件をファイルにしました。',
    capped: 'まだあります。古いものは、フィルターで日付を選んでください。', stop: '中止', do: 'ファイルを作成',
  },
  type: {
    upstream_mapping_skipped: 'ID プロバイダーの情報の一部を無視',
    emergency_reveal_refused: '非常用OTPトークンの表示を拒否', emergency_reveal_limit_raised: '非常用OTPトークンの表示上限を引き上げ', emergency_reveal_limit_restored: '非常用OTPトークンの表示上限を元に戻す', emergency_running_out: '非常用OTPトークンの残りがわずか',
    emergency_issue_refused: '非常用OTPトークンの発行を拒否', session_signed_out: 'ログアウト',
    enrolment_begun: '本人の立ち会いでコードの設定を開始',
    authenticator_renamed: '認証手段の名前を変更',
    password_reset_requested: 'パスワード再設定のリンクを依頼', mail_confirmation_sent: '確認メールを送信', mail_confirmed: 'メールで確認', mail_refused: 'メールを送れず',
    link_renewed: 'リンクを再発行', users_imported: 'ユーザーをインポート', users_exported: 'ユーザーをエクスポート', user_deleted: 'ユーザーを削除', user_language_changed: '言語を変更',
    role_created: 'ロールを追加', role_deleted: 'ロールを削除',
    group_created: 'グループを追加', group_deleted: 'グループを削除', group_joined: 'グループに追加', group_left: 'グループから削除',
    group_role_granted: 'グループにロールを付与', group_role_withdrawn: 'グループのロールを取り消し', policy_group_created: 'アクセスポリシーグループを追加', policy_group_changed: 'アクセスポリシーグループを変更',
    policy_group_copied: 'アクセスポリシーグループをコピー', policy_group_deleted: 'アクセスポリシーグループを削除',
    enforcement_drafted: '強制ルールの下書きを作成', enforcement_changed: '強制ルールを変更', enforcement_deleted: '強制ルールの下書きを削除', enforcement_announced: '強制ルールを告知',
    enforcement_postponed: '強制ルールを延期', enforcement_brought_forward: '強制ルールを前倒し', enforcement_suspended: '強制ルールを一時停止', enforcement_resumed: '強制ルールを再開', enforcement_ended: '強制ルールを終了', enforcement_reminded: '強制ルールのリマインダーを送信',
    upstream_created: 'ID プロバイダーを追加', upstream_changed: 'ID プロバイダーを変更', upstream_deleted: 'ID プロバイダーを削除', upstream_tested: 'ID プロバイダーをテスト',
    client_created: 'アプリケーションを追加', client_changed: 'アプリケーションを変更', client_deleted: 'アプリケーションを削除', client_secret_made: 'アプリケーションの新しいシークレット',
    client_old_secret_ended: 'アプリケーションの古いシークレットを終了', realm_created: 'レルムを作成', realm_changed: 'レルムの設定を変更', keys_rotated: '署名鍵をローテーション',
    mail_tested: 'テストメールを送信', operator_token_made: 'ホストで運用担当者のトークンを作成', token_refused: 'トークンを拒否', api_refused: 'API で拒否',
    logout_undelivered: 'アプリケーションにログアウトを通知できず',
  },
}
export default audit
