-- What ended, by when: changes that are old enough to be forgotten are found without looking at the rest.
CREATE INDEX changes_ended ON changes (updated_at)
  WHERE state NOT IN ('awaiting_approval', 'awaiting_confirmation', 'applying', 'deploying',
    'rolling_back', 'unknown');
