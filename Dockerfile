# Lintel on PostgreSQL. The first stage makes the wheel; the second holds the wheel and what it needs, and runs as nobody.
ARG PYTHON=3.13-slim-bookworm

FROM python:${PYTHON} AS build
WORKDIR /src
COPY . .
# no node in this image: ./dev brings it from its wheel
RUN python dev wheel

FROM python:${PYTHON}
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    LINTEL_DATA_DIR=/data LINTEL_HOST=0.0.0.0
RUN --mount=type=bind,source=requirements,target=/requirements \
    pip install --require-hashes -r /requirements/postgres.txt
RUN --mount=type=bind,from=build,source=/src/dist,target=/dist \
    pip install --no-deps /dist/*.whl
RUN useradd --system --uid 10001 --home-dir /data lintel && install -d -o lintel -g lintel -m 0700 /data /keys
USER lintel
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["lintel"]
CMD ["serve"]
