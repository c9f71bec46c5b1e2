# One image for every part of guide: the command says which.
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements/run.txt requirements/run.txt
RUN python -m venv /app && /app/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE CHANGELOG.md ./
COPY src src
COPY templates templates
COPY schedules schedules
RUN /app/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /data guide && install -d -o guide /data /schedules
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH GUIDE_HOME=/data GUIDE_SCHEDULES=/schedules PYTHONUNBUFFERED=1
USER guide
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["guide"]
CMD ["serve", "--host", "0.0.0.0"]
