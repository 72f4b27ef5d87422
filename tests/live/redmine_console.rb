# frozen_string_literal: true

# Evaluates Ruby inside Redmine for the tests: reads {"ruby": "..."} a line, answers {"value": ...} or {"error": "..."}.
# It stays up, since starting Rails takes seconds; it keeps no connection, so the database may be replaced between two.

require 'json'

answers = $stdout.dup
answers.sync = true
$stdout.reopen($stderr)

def evaluate(ruby)
  RequestStore.clear!
  Setting.clear_cache
  User.current = nil
  Rails.application.executor.wrap { { value: eval(ruby, TOPLEVEL_BINDING.dup).as_json } }
rescue Exception => e # rubocop:disable Lint/RescueException
  { error: "#{e.class}: #{e.message}" }
ensure
  ActiveRecord::Base.clear_active_connections!
end

answers.puts({ value: 'ready' }.to_json)
$stdin.each_line { |line| answers.puts(evaluate(JSON.parse(line)['ruby']).to_json) }
