-- What must hold whatever died. Each row that comes back is a broken promise, named in its column.
SELECT 'an experiment that succeeded has no evidence' AS broken, experiment.id::text AS id
FROM experiment LEFT JOIN evidence ON evidence.experiment_id = experiment.id
WHERE experiment.status = 'SUCCEEDED' AND evidence.id IS NULL
UNION ALL
SELECT 'an experiment that did not succeed has evidence', experiment.id::text
FROM experiment JOIN evidence ON evidence.experiment_id = experiment.id
WHERE experiment.status <> 'SUCCEEDED'
UNION ALL
SELECT 'an experiment has two records of evidence', experiment_id::text
FROM evidence WHERE corrects_id IS NULL
GROUP BY experiment_id HAVING count(*) > 1
UNION ALL
SELECT 'a shard and its experiment disagree', shard.id::text
FROM shard JOIN experiment ON experiment.id = shard.experiment_id
WHERE shard.status <> experiment.status
UNION ALL
SELECT 'a waiting shard has no job', shard.id::text
FROM shard LEFT JOIN queue.job ON job.id = shard.id AND job.state IN ('created', 'retry', 'active')
WHERE shard.status IN ('QUEUED', 'RUNNING') AND job.id IS NULL
UNION ALL
SELECT 'a finished shard has a job that waits', shard.id::text
FROM shard JOIN queue.job ON job.id = shard.id AND job.state IN ('created', 'retry', 'active')
WHERE shard.status NOT IN ('QUEUED', 'RUNNING')
UNION ALL
SELECT 'a job has no shard', job.id::text
FROM queue.job LEFT JOIN shard ON shard.id = job.id
WHERE job.name = 'verify-claim' AND shard.id IS NULL
UNION ALL
SELECT 'progress and runs disagree', experiment.id::text
FROM experiment LEFT JOIN run ON run.experiment_id = experiment.id
GROUP BY experiment.id HAVING count(run.id) <> experiment.done
UNION ALL
SELECT 'a run was made by an attempt that never was', run.id::text
FROM run JOIN shard ON shard.id = run.shard_id WHERE run.attempt > shard.attempt
UNION ALL
SELECT 'evidence is of fewer runs than were planned', experiment.id::text
FROM experiment WHERE status = 'SUCCEEDED' AND done <> total
UNION ALL
SELECT 'a certificate is not what its digest says', digest
FROM certificate WHERE digest <> encode(sha256(convert_to(content, 'UTF8')), 'hex');
