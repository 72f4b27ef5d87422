# frozen_string_literal: true

# What a fresh Redmine holds before a live test: the project of a plan, its bot, the staff, and one user for each
# single right a bot may lack. Runs once, in Rails, after Redmine's own default data in Russian; what it makes is
# the pristine state that every test starts from.

require 'digest'

BOT_RIGHTS = %i[view_issues add_issues edit_issues manage_subtasks add_issue_notes manage_versions].freeze
STAFF_RIGHTS = (BOT_RIGHTS + %i[
  copy_issues delete_issues edit_own_issues edit_issue_notes edit_own_issue_notes set_issues_private
  set_own_issues_private view_private_notes set_notes_private manage_issue_relations manage_categories
  view_issue_watchers add_issue_watchers delete_issue_watchers import_issues log_time view_time_entries
  save_queries view_gantt view_calendar view_wiki_pages edit_wiki_pages view_files
]).freeze
ADMIN = User.find_by!(login: 'admin')
TRACKER_NAME = 'Мероприятие'

def allow_rest_and_silence_mail
  Setting.rest_api_enabled = '1'
  Setting.login_required = '1'
  Setting.notified_events = []
  Setting.default_language = 'ru'
  Setting.text_formatting = 'textile'
  Setting.app_title = 'Redmine'
end

def make_tracker
  first = IssueStatus.order(:position).first
  Tracker.create!(name: TRACKER_NAME, default_status: first, is_in_roadmap: true)
end

def make_field(tracker, name, format, filter)
  field = IssueCustomField.new(name: name, field_format: format, is_for_all: true, is_filter: true, **filter)
  field.trackers = [tracker]
  field.save!
end

def make_project(identifier, name, trackers)
  project = Project.new(name: name, identifier: identifier, is_public: false)
  project.enabled_module_names = %w[issue_tracking wiki time_tracking gantt calendar]
  project.trackers = trackers
  project.save!
  project
end

def make_role(tracker, name, rights, visibility: 'all', moves: true)
  role = Role.create!(name: name, permissions: rights, issues_visibility: visibility)
  statuses = IssueStatus.order(:position).to_a
  statuses.permutation(2) { |old, new| allow_move(tracker, role, old, new) } if moves
  role
end

def allow_move(tracker, role, old, new)
  WorkflowTransition.create!(tracker: tracker, role: role, old_status: old, new_status: new)
end

# The key is computed from the login, so the tests know it and recorded answers stay the same.
def give_key(user)
  token = Token.create!(user: user, action: 'api')
  token.update_column(:value, Digest::SHA1.hexdigest("vekha-live:#{user.login}"))
end

def make_user(login, first, last, mail: 'none', zone: 'Ekaterinburg')
  user = User.new(firstname: first, lastname: last, mail: "#{login}@example.org", language: 'ru')
  user.login = login
  user.password = user.password_confirmation = "vekha-#{login}"
  user.mail_notification = mail
  user.pref.time_zone = zone
  user.save!
  give_key(user)
  user
end

def join(user, role, projects)
  projects.each { |project| Member.create!(project: project, principal: user, roles: [role]) }
end

def make_bot_lacking(tracker, projects, login, rights, **limits)
  role = make_role(tracker, "Веха: #{login}", rights, **limits)
  join(make_user(login, 'Веха', login), role, projects)
end

def seed_staff(tracker, projects)
  librarian = make_role(tracker, 'Библиотекарь', STAFF_RIGHTS)
  join(make_user('clerk', 'Анна', 'Иванова'), librarian, projects)
  join(make_user('methodist', 'Ольга', 'Петрова'), librarian, projects)
  join(make_user('director', 'Сергей', 'Смирнов', mail: 'all'), librarian, projects)
end

def seed_bots(tracker, projects)
  join(make_user('bot', 'Веха', 'Бот'), make_role(tracker, 'Веха (бот)', BOT_RIGHTS), projects)
  (BOT_RIGHTS - [:view_issues]).each do |right|
    make_bot_lacking(tracker, projects, "no-#{right.to_s.tr('_', '-')}", BOT_RIGHTS - [right])
  end
  make_bot_lacking(tracker, projects, 'no-view-issues', BOT_RIGHTS - [:view_issues])
  make_bot_lacking(tracker, projects, 'own-only', BOT_RIGHTS, visibility: 'own')
  make_bot_lacking(tracker, projects, 'not-private', BOT_RIGHTS, visibility: 'default')
  make_bot_lacking(tracker, projects, 'no-workflow', BOT_RIGHTS, moves: false)
  make_bot_lacking(tracker, projects, 'reader', [:view_issues], moves: false)
  make_bot_lacking(tracker, projects, 'bot-plus', BOT_RIGHTS + %i[manage_categories view_private_notes])
  make_user('outsider', 'Посторонний', 'Пользователь')
  make_user('locked', 'Заблокированный', 'Пользователь').update!(status: User::STATUS_LOCKED)
end

def seed
  allow_rest_and_silence_mail
  ADMIN.update!(language: 'ru', must_change_passwd: false, mail_notification: 'none')
  give_key(ADMIN)
  tracker = make_tracker
  make_field(tracker, 'Ключ плана', 'string', searchable: true)
  make_field(tracker, 'Факт', 'float', {})
  support = Tracker.find_by!(position: 3)
  plan = make_project('plan', 'План мероприятий', [support, tracker])
  library = make_project('library', 'Городская библиотека', [support, tracker])
  closed = make_project('closed', 'Закрытый проект', [support, tracker])
  archived = make_project('archived', 'Архивный проект', [support, tracker])
  projects = [plan, library, closed, archived]
  seed_staff(tracker, projects)
  seed_bots(tracker, projects)
  # Read anew: each new project moved the others' places in the tree, and both calls go by place.
  closed.reload.close
  archived.reload.archive
end

ActiveRecord::Base.transaction { seed }
