# One image for web, worker and beat. It brings no database of its own: DATABASE_URL, REDIS_URL and SECRET_KEY must be given.
FROM python:3.13-slim AS build
WORKDIR /app
# What listens and speaks takes some 600 MB of the image: --build-arg SPEECH=0 leaves it out (docs/voice.md).
ARG SPEECH=1
COPY requirements/base.txt requirements/speech.txt requirements/
RUN python -m venv /app/.venv && lock=$([ "$SPEECH" = 0 ] && echo base || echo speech) \
    && /app/.venv/bin/pip install --no-cache-dir --require-hashes -r "requirements/$lock.txt"
COPY . .
# The key signs nothing here: collectstatic only needs settings that load.
RUN SECRET_KEY=build EVENHAND_DATA=/tmp STATIC_ROOT=/app/static-collected .venv/bin/python manage.py collectstatic --noinput && .venv/bin/python -m compileall -q config jobspecs interviews scoring

FROM python:3.13-slim
ARG SPEECH=1
RUN useradd --system --uid 10001 evenhand && mkdir /data && chown evenhand /data
COPY --from=build /app /app
WORKDIR /app
USER evenhand
ENV SPEECH=$SPEECH PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 EVENHAND_DATA=/data STATIC_ROOT=/app/static-collected HOST=0.0.0.0 PORT=8000
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "-c", "python:config.gunicorn"]
