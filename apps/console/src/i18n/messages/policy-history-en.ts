/** Versions of an Access Policy Group. */
export default {
  more: 'Show older ones', title: 'History', version: 'Version {version}', now: 'Now', unknown: 'From before versions were kept', made: 'Added', copied: 'Copied from “{name}”', because: 'Why: {reason}',
  conditionNew: 'Condition added: {condition}', conditionGone: 'Condition removed: {condition}',
  why: 'Why', whyHelp: 'It stands in the history of this group and in the audit log.',
  back: 'Go back to version {version}…', backTitle: 'Go back to version {version}?', backDo: 'Go back', backReason: 'Back to version {version}',
  same: 'The group says the same today: nothing changes.', nobody: 'Nobody is in this group: nothing changes for anybody.',
  applicationGone: 'A condition of this version names an application that is not there any more. Change the group by hand instead.',
}
