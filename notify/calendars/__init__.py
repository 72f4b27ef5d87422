"""Calendars: which days a country works, and the plan's deadlines as a calendar to subscribe to."""
