/** アクセスポリシーグループの変更履歴。 */
export default {
  more: 'さらに表示', title: '変更履歴', version: 'バージョン {version}', now: '現在', unknown: '履歴の記録を始める前の内容', made: '新規作成', copied: '「{name}」からコピー', because: '理由: {reason}',
  conditionNew: '条件を追加: {condition}', conditionGone: '条件を削除: {condition}',
  why: '理由', whyHelp: 'このグループの変更履歴と監査ログに残ります。',
  back: 'バージョン {version} の内容に戻す…', backTitle: 'バージョン {version} の内容に戻しますか?', backDo: '戻す', backReason: 'バージョン {version} の内容に戻しました',
  same: '現在の内容と同じです。何も変わりません。', nobody: 'このグループには誰もいないため、影響を受ける人はいません。',
  applicationGone: 'このバージョンの条件には、すでに存在しないアプリケーションが含まれています。グループの内容を直接編集してください。',
}
