@echo off
rem Starts eido. In a source tree it builds once; after a change of the sources run: mvn -q -DskipTests package
rem Variables: JAVA_HOME, EIDO_JAVA_OPTS (more Java flags), NO_COLOR.
setlocal
set "HERE=%~dp0"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" -version >nul 2>&1
if errorlevel 1 (
  echo eido: Java 17 or newer is needed, but "%JAVA%" does not start; install a JDK or set JAVA_HOME 1>&2
  exit /b 1
)
if exist "%HERE%pom.xml" (
  set "LIB=%HERE%cli\target\lib"
) else (
  set "LIB=%HERE%..\lib"
)
if exist "%LIB%\eidograph-cli.jar" goto start
if not exist "%HERE%pom.xml" (
  echo eido: %LIB%\eidograph-cli.jar is missing; unpack the distribution again 1>&2
  exit /b 1
)
where mvn >nul 2>&1
if errorlevel 1 (
  echo eido: Maven is needed to build eido, but "mvn" is not there; install Maven 3.8 or newer 1>&2
  exit /b 1
)
echo eido: building, once ... 1>&2
pushd "%HERE%"
call mvn -q -B -DskipTests package 1>&2
if errorlevel 1 (
  popd
  echo eido: the build failed, see above 1>&2
  exit /b 1
)
popd
:start
rem --- Memory allocator settings for native code go here (environment variables). ---
"%JAVA%" -XX:+UseSerialGC %EIDO_JAVA_OPTS% -jar "%LIB%\eidograph-cli.jar" %*
exit /b %ERRORLEVEL%
